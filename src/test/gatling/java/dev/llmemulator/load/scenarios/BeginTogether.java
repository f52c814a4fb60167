package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.llmemulator.load.engine.Steps;
import io.gatling.javaapi.core.ChainBuilder;

/** The user watches an answer, but waits for all others before its first step, or when it has a connection. */
public final class BeginTogether extends Journey {
    private final Rendezvous all;
    private final boolean connected;

    /** @param connected whether the users connect before they wait for each other */
    public BeginTogether(JourneyContext context, Rendezvous all, boolean connected) {
        super(context);
        this.all = all;
        this.connected = connected;
    }

    @Override
    protected ChainBuilder steps() {
        // Also those come whom a step has failed, or nobody would go on.
        var together = exec(Steps.await("wait for all", session -> all.arrive()));
        var begun = connected ? connect().exec(together) : together.exec(connect());
        return begun.exec(subscribe(), ask(), readToTheEnd(), close());
    }
}
