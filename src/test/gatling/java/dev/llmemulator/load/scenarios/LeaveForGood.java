package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.protocol.SuccessPolicy;
import io.gatling.javaapi.core.ChainBuilder;

/** The user closes the page in the middle of the answer, unless that was too short. */
public final class LeaveForGood extends Journey {
    public LeaveForGood(JourneyContext context) {
        super(context, SuccessPolicy.stoppedOrComplete());
    }

    @Override
    protected ChainBuilder steps() {
        var begun = switch (order()) {
            case SUBSCRIBE_THEN_ASK -> connect().exec(subscribe(), ask());
            case ASK_THEN_SUBSCRIBE -> ask().exec(connect(), learnChannel(), subscribe());
            case SERVER_SIDE -> connect().exec(ask());
        };
        return begun.exec(readHalf(), stop(), close());
    }
}
