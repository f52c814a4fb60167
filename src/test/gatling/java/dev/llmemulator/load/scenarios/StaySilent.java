package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.protocol.SuccessPolicy;
import dev.llmemulator.load.target.Profile;
import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;

/** The user connects, subscribes where that needs no question, stays for a time, and leaves. */
public final class StaySilent extends Journey {
    private final Duration stay;

    public StaySilent(JourneyContext context, Duration stay) {
        super(context, SuccessPolicy.connected());
        this.stay = stay;
    }

    @Override
    protected ChainBuilder steps() {
        var here = order() == Profile.Order.SUBSCRIBE_THEN_ASK ? connect().exec(subscribe()) : connect();
        return here.exec(stayConnected(stay), close());
    }
}
