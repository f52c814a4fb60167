package example;

import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.protocol.SuccessPolicy;
import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.scenarios.Journey;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;

/** Do stopped answers hurt the next one? Each user stops an answer half-way and asks again. */
public final class StopAndAskAgain extends LoadSimulation {
    /** Users arrive over the ramp; each takes two answers in a cycle, a stopped one and a complete one. */
    public StopAndAskAgain() {
        super(LoadSettings::withoutRate, 2);
        var stopped = new StoppedAnswer(journeys());
        var complete = new WatchAnswer(journeys());
        ask(scenario("stop and ask again")
                .exec(journeys().repeated(stopped.answer().exec(complete.answer())))
                .injectOpen(rampUsers(settings().clients()).during(settings().ramp())));
    }

    /** The user reads half of the answer and stops it, as one who presses Stop in a chat. */
    static final class StoppedAnswer extends Journey {
        StoppedAnswer(JourneyContext context) {
            super(context, SuccessPolicy.stoppedAfter(context.settings().halfwayTokens()));
        }

        @Override
        protected ChainBuilder steps() {
            return connect().exec(subscribe(), ask(), readHalf(), stop(), close());
        }
    }
}
