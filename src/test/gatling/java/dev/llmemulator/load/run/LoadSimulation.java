package dev.llmemulator.load.run;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.engine.TimedUsers;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.UnknownProperties;
import dev.llmemulator.load.shapes.Observer;
import dev.llmemulator.settings.InvalidSettingException;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The base of all simulations: reads the settings, starts the servers, warms them up, and asserts that every answer
 * succeeded.
 *
 * <p>A subclass has one constructor, which takes its settings from {@link #settings}, makes its journeys with
 * {@link #journeys}, and hands its users to {@link #ask}. {@code docs/simulations.md} has an example.
 */
public abstract class LoadSimulation extends Simulation {
    private static final int UNUSABLE_SETTINGS = 2;

    // Numbers are to have a decimal point and the digits 0 to 9, wherever this runs, in Gatling's report as well.
    static {
        Locale.setDefault(Locale.ENGLISH);
    }

    private final LoadRun run;
    private final JourneyContext journeys;
    private Observer observer = Observer.NONE;

    /**
     * A simulation with the settings of this process.
     *
     * @param change checks or changes the settings for this simulation, such as {@link LoadSettings#withoutRate}
     * @param answersPerCycle how many answers all scenarios together take for each client and cycle of the settings
     */
    protected LoadSimulation(UnaryOperator<LoadSettings> change, int answersPerCycle) {
        var settings = settingsOrExit(change);
        run = new LoadRun(
                getClass().getSimpleName(), settings, (long) answersPerCycle * settings.clients() * settings.cycles());
        journeys = run.context();
    }

    protected final LoadSettings settings() {
        return journeys.settings();
    }

    /** What all journeys of this run share, its slots included. */
    protected final JourneyContext journeys() {
        return journeys;
    }

    /** Lets the clients of the settings arrive over the ramp. */
    protected final PopulationBuilder overTheRamp(ScenarioBuilder users) {
        return users.injectOpen(
                rampUsers(settings().clients()).during(settings().ramp()));
    }

    /** Lets some of the clients arrive over the ramp. */
    protected final PopulationBuilder overTheRamp(String name, int users, ChainBuilder answers) {
        return scenario(name)
                .exec(answers)
                .injectOpen(rampUsers(users).during(settings().ramp()));
    }

    /** Lets the users of a scenario arrive at the rate of the settings, or as they were recorded. */
    protected final PopulationBuilder arriving(ScenarioBuilder users) {
        return TimedUsers.of(users, Objects.requireNonNull(settings().dueUs(), "The settings give no rate"));
    }

    /** Lets an observer look at the run, whose findings count in its verdict; to be called before {@link #ask}. */
    protected final void observe(Observer by) {
        observer = by;
        run.observe(by);
    }

    /**
     * Finds the highest load that keeps the objectives, and lets so many users take this journey, one answer after the
     * other, or as many a second. No answer has to succeed: the result of the search is the verdict.
     */
    protected final void findCapacity(String scenario, Function<JourneyContext, ChainBuilder> answers) {
        run.findCapacity();
        var users = scenario(scenario).exec(Steps.later(() -> answers.apply(run.context())));
        setUp(TimedUsers.of(users, run::beginUs, () -> false)).protocols(http.disableWarmUp());
    }

    /** Sets the users up, and asserts what the verdict says: every answer has one row. */
    protected final void ask(PopulationBuilder... users) {
        var answer = Metric.ANSWER.title();
        var assertions = new ArrayList<Assertion>();
        assertions.add(details(answer).successfulRequests().count().gte(1L));
        assertions.add(details(answer).allRequests().count().gte(run.expected()));
        if (!observer.allowsRefusals()) {
            assertions.add(details(answer).failedRequests().count().lte((long)
                    settings().maxErrors()));
        }
        setUp(users).protocols(http.disableWarmUp()).assertions(assertions.toArray(Assertion[]::new));
    }

    @Override
    public void before() {
        try {
            run.begin();
        } catch (InvalidSettingException e) {
            exitBecause(e);
        }
    }

    @Override
    public void after() {
        run.end();
    }

    // The message is all that helps after a mistyped setting. Gatling would bury it in stack traces.
    static LoadSettings settingsOrExit(UnaryOperator<LoadSettings> change) {
        SimulationList.exitWithHelpIfAskedFor();
        try {
            var ignored = UnknownProperties.ignored(UnknownProperties.ofThisProcess());
            if (!ignored.isEmpty()) {
                System.out.println("Not settings of the load test, ignored: " + String.join(", ", ignored));
            }
            return change.apply(LoadSettings.ofThisProcess());
        } catch (InvalidSettingException e) {
            exitBecause(e);
            throw e;
        }
    }

    private static void exitBecause(InvalidSettingException problem) {
        System.err.println(problem.getMessage());
        System.exit(UNUSABLE_SETTINGS);
    }
}
