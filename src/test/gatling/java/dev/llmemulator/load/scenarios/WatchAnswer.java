package dev.llmemulator.load.scenarios;

import io.gatling.javaapi.core.ChainBuilder;

/** The user stays and watches the answer come, token by token. */
public final class WatchAnswer extends Journey {
    public WatchAnswer(JourneyContext context) {
        super(context);
    }

    @Override
    protected ChainBuilder steps() {
        return connect().exec(subscribe(), ask(), readToTheEnd(), close());
    }
}
