package dev.llmemulator.load.capacity;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.core.Predef$;
import io.gatling.core.config.GatlingConfiguration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A search by real users inside a unit test. */
final class RealSearch {
    static final EpochClock CLOCK = new EpochClock();

    private RealSearch() {}

    /** Prepares Gatling's engine. */
    static void prepare() {
        Predef$.MODULE$._configuration_$eq(GatlingConfiguration.load());
    }

    static CapacityReport find(Endpoints endpoints, String given, Duration budget) {
        var search = new CapacitySearch(settings(given), contexts(() -> endpoints), CLOCK, System.out);
        search.find(budget);
        return search.report();
    }

    static CapacitySearch.Contexts contexts(Supplier<Endpoints> endpoints) {
        return (users, into, engine) -> new JourneyContext(
                endpoints,
                new AnswerContext(into, new RowLog(Rows.NONE), CLOCK, users, () -> ServerClock.OURS),
                engine);
    }

    /** Settings as {@code name=value}, with spaces between them; answers of two words unless they say another length. */
    static LoadSettings settings(String given) {
        // A machine that is busy with other tests makes the load test late, which is not what is tested here.
        var properties = new HashMap<>(Map.of("length", "2", "delay", "0.001", "maxLateness", "60"));
        List.of(given.split(" ", -1)).forEach(each -> properties.put(each.split("=", 2)[0], each.split("=", 2)[1]));
        return LoadSettings.from(properties, Map.of(), Map.of()).forCapacity();
    }
}
