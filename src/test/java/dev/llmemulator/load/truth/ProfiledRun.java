package dev.llmemulator.load.truth;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.report.Summary;
import dev.llmemulator.load.report.SummaryFile;
import dev.llmemulator.load.report.Verdict;
import dev.llmemulator.load.report.WarmUpResult;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.JourneyRun;
import dev.llmemulator.load.scenarios.LeaveAndReturn;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.standin.StandIn;
import io.gatling.javaapi.core.ChainBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

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
        var rows = new RowCount();
        var beganNs = new AtomicLong();
        try (var emulator = new ProfiledEmulator(standIn, profile)) {
            var endpoints = new Endpoints(emulator.url(), standIn.webSocketUrl(), secret);
            Supplier<Endpoints> noticed = () -> {
                // The first to ask is the first user who connects.
                beganNs.compareAndSet(0, System.nanoTime());
                return endpoints;
            };
            var figures = new JourneyRun(new EpochClock(), () -> ServerClock.OURS, rows)
                    .take(profile.asked(), noticed, List.of(context -> journey(profile, context)));
            var injections = emulator.injections();
            SummaryFile.JSON.write(summary(profile, figures), folder);
            var json = JSON.readTree(SummaryFile.JSON.in(folder).toFile());
            return new ProfiledRun(profile, injections, new Reported(json, figures, rows), beganNs.get());
        }
    }

    /** Lets users begin one shortly after the other. */
    private static ChainBuilder journey(Profile profile, JourneyContext context) {
        return exec(pause(session -> BETWEEN_USERS.multipliedBy(session.userId())))
                .exec(profile.leaves() ? new LeaveAndReturn(context).answers() : new WatchAnswer(context).answers());
    }

    private static Summary summary(Profile profile, Figures figures) {
        return new Summary(
                "InjectedTruth",
                Instant.now(),
                JourneyRun.settings(profile.asked()),
                "profiled",
                profile.answers(),
                Verdict.on(figures, profile.answers(), 0, Verdict.Ending.COMPLETE, SelfCheck.NONE),
                figures,
                ClockReport.of(ServerClock.OURS),
                WarmUpResult.NONE,
                SelfCheck.NONE,
                0,
                PartsReport.NONE,
                null,
                Map.of(),
                null,
                null,
                null);
    }
}
