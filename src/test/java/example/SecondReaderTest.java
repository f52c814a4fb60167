package example;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.scenarios.Journey;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scenario outside the load test's packages in which two users see the same answer. */
@Timeout(120)
class SecondReaderTest {
    private static final UUID RUN = UUID.randomUUID();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_twoReadersOfEachSession_bothSeeEveryToken() throws Exception {
        LoadTestProcess.run(
                0, TwoReaders.class, folder, "-DmaxLateness=60 -Dwarmup=0 -Dclients=3 -Dcycles=2 -Dlength=20");
        var summary = LoadTestProcess.summary(folder);
        assertThat(summary.path("verdict").asText()).isEqualTo("PASSED");
        assertThat(summary.at("/answers/passed").asInt()).isEqualTo(12);
        assertThat(summary.at("/tokens").asInt()).isEqualTo(12 * 20);
        // Only who asked knows how long it took.
        assertThat(summary.at("/percentiles_ms/" + Metric.TTFT.jsonName() + "/count")
                        .asInt())
                .isEqualTo(6);
    }

    @Test
    void run_nobodyAsks_theReaderMissesTheMarker() throws Exception {
        var settings = "-DmaxLateness=60 -Dwarmup=0 -Dclients=1 -Dcycles=1 -DanswerTimeout=1";
        var run = LoadTestProcess.run(2, OnlyReaders.class, folder, settings);
        assertThat(run.printed()).contains("1 x no marker");
    }

    /** Numbers the users of a scenario. Those with the same number share their sessions. */
    private static Iterator<Map<String, Object>> pairs() {
        return Stream.iterate(0, pair -> pair + 1)
                .map(pair -> Map.<String, Object>of("pair", pair))
                .iterator();
    }

    private static String shared(Session user) {
        return "%s-%d-%d".formatted(RUN, user.getInt("pair"), user.getInt(JourneyContext.CYCLE));
    }

    /** One user asks, one reads along. */
    public static final class TwoReaders extends LoadSimulation {
        public TwoReaders() {
            super(LoadSettings::withoutRate, 2);
            ask(
                    scenario("asker")
                            .feed(pairs())
                            .exec(new Asker(journeys()).answers())
                            .injectOpen(atOnceUsers(settings().clients())),
                    scenario("reader")
                            .feed(pairs())
                            .exec(new Reader(journeys()).answers())
                            .injectOpen(atOnceUsers(settings().clients())));
        }
    }

    /** Readers of sessions in which nobody asks. */
    public static final class OnlyReaders extends LoadSimulation {
        public OnlyReaders() {
            super(LoadSettings::withoutRate, 1);
            ask(scenario("reader")
                    .feed(pairs())
                    .exec(new Reader(journeys()).answers())
                    .injectOpen(atOnceUsers(settings().clients())));
        }
    }

    /** Asks and reads. */
    private static final class Asker extends Journey {
        Asker(JourneyContext context) {
            super(context);
        }

        @Override
        protected String sessionId(Session user) {
            return shared(user);
        }

        @Override
        protected ChainBuilder steps() {
            return connect().exec(subscribe(), ask(), readToTheEnd(), close());
        }
    }

    /** Reads what another user asks for. */
    private static final class Reader extends Journey {
        Reader(JourneyContext context) {
            super(context);
        }

        @Override
        protected String sessionId(Session user) {
            return shared(user);
        }

        @Override
        protected ChainBuilder steps() {
            return connect().exec(subscribe(), readAlong(), close());
        }
    }
}
