package dev.llmemulator.load.simulations;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.http.HttpDsl.http;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.run.LoadRun;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.UnknownProperties;
import dev.llmemulator.settings.InvalidSettingException;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.function.UnaryOperator;

/** What all simulations share: settings, servers, warm-up, and the assertion that every answer came whole. */
public abstract class LoadSimulation extends Simulation {
    private static final int UNUSABLE_SETTINGS = 2;

    private final LoadSettings settings;
    private final LoadRun run;

    /**
     * A simulation with the settings of this process.
     *
     * @param change what the question itself lays down
     * @param scenarios how many scenarios the users of the settings take
     */
    LoadSimulation(UnaryOperator<LoadSettings> change, int scenarios) {
        settings = settingsOrExit(change);
        run = new LoadRun(
                getClass().getSimpleName(), settings, (long) scenarios * settings.clients() * settings.cycles());
    }

    final LoadSettings settings() {
        return settings;
    }

    final JourneyContext journeys() {
        return run.context();
    }

    /** Sends the users on their way, and asserts what {@link dev.llmemulator.load.report.Verdict} says: every answer has one row. */
    final void ask(PopulationBuilder... users) {
        var answer = Metric.ANSWER.title();
        setUp(users)
                .protocols(http.disableWarmUp())
                .assertions(
                        details(answer).failedRequests().count().lte((long) settings.maxErrors()),
                        details(answer).successfulRequests().count().gte(1L),
                        details(answer).allRequests().count().gte(run.expected()));
    }

    @Override
    public void before() {
        run.begin(WarmUp::new);
    }

    @Override
    public void after() {
        run.end();
    }

    // The message is all that helps whoever mistyped a setting; Gatling would bury it in stack traces.
    private static LoadSettings settingsOrExit(UnaryOperator<LoadSettings> change) {
        SimulationList.exitWithHelpIfAskedFor();
        try {
            var ignored = UnknownProperties.ignored(UnknownProperties.ofThisProcess());
            if (!ignored.isEmpty()) {
                System.out.println("Not settings of the load test, ignored: " + String.join(", ", ignored));
            }
            return change.apply(LoadSettings.ofThisProcess());
        } catch (InvalidSettingException e) {
            System.err.println(e.getMessage());
            System.exit(UNUSABLE_SETTINGS);
            throw e;
        }
    }
}
