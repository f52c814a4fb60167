package dev.llmemulator.load.run;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.report.Proof;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.Secrets;
import dev.llmemulator.settings.InvalidSettingException;
import io.gatling.javaapi.core.Simulation;
import java.io.PrintStream;
import java.time.Duration;

/** Takes one answer as a profile says, shows each message and what the profile makes of it, and ends the process. */
public abstract class OneAnswer extends Simulation {
    private static final int FAILED = 2;

    private final LoadSettings settings = LoadSimulation.settingsOrExit(OneAnswer::withProfile);

    protected OneAnswer() {
        // Gatling wants users, but the process ends before they come.
        setUp(scenario("probe").exec(session -> session).injectOpen(nothingFor(Duration.ZERO)));
    }

    private static LoadSettings withProfile(LoadSettings settings) {
        if (settings.profile() == null) {
            throw new InvalidSettingException(
                    "Setting -Dprofile is missing. Probe shows what a profile makes of an answer; docs/profiles.md says what"
                            + " a profile is, and -Dprofile=emulator is an example.");
        }
        return settings;
    }

    @Override
    public void before() {
        var profile = settings.profile();
        System.exit(profile != null && show(settings, profile, System.out) ? 0 : FAILED);
    }

    /** Takes and shows an answer; true if it came as the profile says. */
    static boolean show(LoadSettings settings, Profile profile, PrintStream out) {
        var log = new TraceLog(new Secrets(profile.secrets()), out::println);
        var measurements = new Measurements();
        var failure = new TargetCheck.LastFailure();
        try (var stack = TargetStack.open(settings)) {
            out.printf("Probing by the profile %s. [%s]%n%s%n%n", profile.name(), stack.endpoints(), TraceLog.LEGEND);
            var answers = new AnswerContext(
                    measurements,
                    new RowLog(failure),
                    new EpochClock(),
                    settings.forTargetCheck(),
                    () -> settings.sameClock() ? ServerClock.OURS : ServerClock.UNKNOWN,
                    log,
                    null);
            var context = new JourneyContext(stack::endpoints, answers, new EngineLink());
            QuietRun.of(
                    scenario("probe").exec(new WatchAnswer(context).answer()).injectOpen(atOnceUsers(1)));
        }
        var passed = measurements.counts().passed() > 0;
        var proof = Proof.of(
                profile,
                settings.sameClock(),
                measurements.histogram(Metric.TOKEN_DELIVERY).getTotalCount() > 0);
        if (!passed) {
            var advice = TargetProblem.channelAdvice(
                    failure.reason(), settings.target().name());
            out.printf("%s%nFAILED: %s%n", advice == null ? "" : "! " + advice + "\n", failure.reason());
            return false;
        }
        out.printf(
                "%nPASSED: the answer came as the profile says, with %d tokens.%nproved: %s%nnot proved: %s%n",
                measurements.counts().tokens(),
                String.join("; ", proof.proved()),
                String.join("; ", proof.notProved()));
        return true;
    }
}
