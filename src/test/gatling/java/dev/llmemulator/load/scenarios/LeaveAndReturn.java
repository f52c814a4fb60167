package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.pause;

import dev.llmemulator.load.target.Profile;
import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;

/** The user loses the connection in the middle of the answer, comes back, and asks for the tokens it missed. */
public final class LeaveAndReturn extends Journey {
    private static final Duration AWAY = Duration.ofMillis(200);

    public LeaveAndReturn(JourneyContext context) {
        super(context);
    }

    @Override
    protected ChainBuilder steps() {
        var begun = order() == Profile.Order.ASK_THEN_SUBSCRIBE
                ? ask().exec(connect(), learnChannel(), subscribe())
                : connect().exec(subscribe(), ask());
        return begun.exec(readHalf())
                .exec(drop(), pause(AWAY), connect(), recover())
                .exec(readToTheEnd(), close());
    }
}
