package dev.llmemulator.load.truth;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.report.Summary;
import dev.llmemulator.load.report.SummaryFile;
import dev.llmemulator.load.report.Verdict;
import dev.llmemulator.load.report.WarmUpResult;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.LeaveAndReturn;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.standin.StandIn;
import io.gatling.javaapi.core.ChainBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A profile as real users of the load test went through it.
 *
 * @param beganNs when the first user turned up, by {@link System#nanoTime}
 */
record ProfiledRun(Profile profile, List<Injection> injections, Reported reported, long beganNs) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    // So far apart that the work of one user's arrival does not delay the next one.
    private static final Duration BETWEEN_USERS = Duration.ofMillis(30);

    /**
     * Runs it.
     *
     * @param folder gets the summary
     */
    static ProfiledRun of(Profile profile, StandIn standIn, String secret, Path folder)
            throws IOException, InterruptedException {
        var settings = settings(profile);
        var measurements = new Measurements();
        var clock = new EpochClock();
        var rows = new RowCount();
        var answers = new AnswerContext(measurements, new RowLog(rows), clock, settings, () -> ServerClock.OURS);
        var beganNs = new AtomicLong();
        try (var emulator = new ProfiledEmulator(standIn, profile.allScripts(), profile.unreadMs())) {
            var endpoints = new Endpoints(emulator.url(), standIn.webSocketUrl(), secret);
            var context = new JourneyContext(
                    () -> {
                        // The first to ask is the first user who connects.
                        beganNs.compareAndSet(0, System.nanoTime());
                        return endpoints;
                    },
                    answers,
                    new EngineLink());
            ChainBuilder journey =
                    profile.leaves() ? new LeaveAndReturn(context).answers() : new WatchAnswer(context).answers();
            QuietRun.of(scenario("users")
                    .exec(pause(session -> BETWEEN_USERS.multipliedBy(session.userId())))
                    .exec(journey)
                    .injectOpen(atOnceUsers(profile.users())));
            var injections = emulator.injections();
            var figures = measurements.figures(clock.nowUs());
            SummaryFile.JSON.write(summary(profile, settings, figures), folder);
            var reported =
                    new Reported(JSON.readTree(SummaryFile.JSON.in(folder).toFile()), figures, rows);
            return new ProfiledRun(profile, injections, reported, beganNs.get());
        }
    }

    private static LoadSettings settings(Profile profile) {
        var properties = new HashMap<String, String>();
        properties.put("clients", String.valueOf(profile.users()));
        properties.put("cycles", String.valueOf(profile.cycles()));
        properties.put("connectTimeout", "5");
        properties.putAll(profile.settings());
        return LoadSettings.from(properties, Map.of(), Map.of());
    }

    private static Summary summary(Profile profile, LoadSettings settings, Figures figures) {
        return new Summary(
                "InjectedTruth",
                Instant.now(),
                settings,
                "profiled",
                profile.answers(),
                Verdict.on(figures, profile.answers(), 0, Verdict.Ending.COMPLETE, SelfCheck.NONE),
                figures,
                ClockReport.of(ServerClock.OURS),
                WarmUpResult.NONE,
                SelfCheck.NONE,
                0,
                null,
                Map.of());
    }
}
