package dev.llmemulator.load.scenarios;

import io.gatling.javaapi.core.ChainBuilder;

/** The user stays and watches the answer come, token by token. */
public class WatchAnswer extends Journey {
    public WatchAnswer(JourneyContext context) {
        super(context);
    }

    @Override
    protected final ChainBuilder steps() {
        return switch (order()) {
            case SUBSCRIBE_THEN_ASK -> connect().exec(subscribe(), ask(), readToTheEnd(), close());
            case ASK_THEN_SUBSCRIBE -> ask().exec(connect(), learnChannel(), subscribe(), readToTheEnd(), close());
            case SERVER_SIDE -> connect().exec(ask(), readToTheEnd(), close());
        };
    }
}
