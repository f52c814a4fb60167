package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.core.Predef$;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Users on Gatling's own engine, inside a unit test. */
final class JourneyRun {
    private final Measurements measurements = new Measurements();
    private final EpochClock clock;
    private final Supplier<ServerClock> serverClock;
    private final Rows rows;

    JourneyRun(EpochClock clock, Supplier<ServerClock> serverClock, Rows rows) {
        this.clock = clock;
        this.serverClock = serverClock;
        this.rows = rows;
        Predef$.MODULE$._configuration_$eq(GatlingConfiguration.load());
    }

    /** Takes the users of the settings through each of the journeys, all journeys at once. */
    Figures take(
            Map<String, String> given, Endpoints endpoints, List<Function<JourneyContext, ChainBuilder>> journeys) {
        var properties = new HashMap<>(given);
        properties.putIfAbsent("connectTimeout", "5");
        LoadSettings settings = LoadSettings.from(properties, Map.of(), Map.of());
        var answers = new AnswerContext(measurements, new RowLog(rows), clock, settings, serverClock);
        var context = new JourneyContext(() -> endpoints, answers, new EngineLink());
        var arrivals = settings.arrivals();
        var arriving = arrivals == null
                ? atOnceUsers(settings.clients())
                : constantUsersPerSec(arrivals.perSecond()).during(arrivals.during());
        QuietRun.of(IntStream.range(0, journeys.size())
                .mapToObj(i -> scenario("users " + i)
                        .exec(journeys.get(i).apply(context))
                        .injectOpen(arriving))
                .toArray(PopulationBuilder[]::new));
        return measurements.figures(clock.nowUs());
    }
}
