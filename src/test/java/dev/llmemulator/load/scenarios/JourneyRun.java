package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.engine.TimedUsers;
import dev.llmemulator.load.measure.Endings;
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
public final class JourneyRun {
    private final Measurements measurements = new Measurements();
    private final EpochClock clock;
    private final Supplier<ServerClock> serverClock;
    private final Rows rows;

    /** Prepares a run by these clocks, which tells the rows of its report. */
    public JourneyRun(EpochClock clock, Supplier<ServerClock> serverClock, Rows rows) {
        this.clock = clock;
        this.serverClock = serverClock;
        this.rows = rows;
        Predef$.MODULE$._configuration_$eq(GatlingConfiguration.load());
    }

    /** How the answers ended so far. */
    public Endings.Counts endings() {
        return measurements.endings().counts();
    }

    /** The tokens that users have so far. */
    long tokens() {
        return measurements.counts().tokens();
    }

    /** The settings of a test, whose users give up connecting sooner than real ones. */
    public static LoadSettings settings(Map<String, String> given) {
        var properties = new HashMap<String, String>(given);
        properties.putIfAbsent("connectTimeout", "5");
        var secret = properties.remove("SECRET");
        return LoadSettings.from(properties, secret == null ? Map.of() : Map.of("SECRET", secret), Map.of());
    }

    /** Takes the users of the settings through each of the journeys, all journeys at once. */
    public Figures take(
            Map<String, String> given,
            Supplier<Endpoints> endpoints,
            List<Function<JourneyContext, ChainBuilder>> journeys) {
        var settings = settings(given);
        var answers = new AnswerContext(measurements, new RowLog(rows), clock, settings, serverClock);
        var context = new JourneyContext(endpoints, answers, new EngineLink());
        var dueUs = settings.dueUs();
        QuietRun.of(IntStream.range(0, journeys.size())
                .mapToObj(i -> scenario("users " + i).exec(journeys.get(i).apply(context)))
                .map(users ->
                        dueUs == null ? users.injectOpen(atOnceUsers(settings.clients())) : TimedUsers.of(users, dueUs))
                .toArray(PopulationBuilder[]::new));
        return measurements.figures(clock.nowUs());
    }
}
