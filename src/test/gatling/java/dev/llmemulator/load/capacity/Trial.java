package dev.llmemulator.load.capacity;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.engine.TimedUsers;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.SelfWatch;
import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Puts a load on the system for a while. What happens until the load is steady is not measured; then it is, until the objectives are
 * decided or the time is up. Answers that are under way then may end.
 *
 * <p>All values that come while it measures count, whenever their answers began.
 */
final class Trial {
    // Whoever is refused comes back later, as Retry-After asks. Without a pause, such a user would ask a hundred times
    // in the time of an answer.
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private static final long LOOK_EVERY_MS = 50;

    // Fewer say nothing.
    private static final long LEAST_ANSWERS = 10;

    // Long answers may take more than the time that was meant, before, while and after it measures. A system that hangs
    // may not take all that is left.
    private static final double LONGEST = 5;

    private static final long LONGEST_STOP_SECONDS = 20;

    private final LoadSettings settings;
    private final CapacitySearch.Contexts contexts;
    private final EpochClock clock;
    private final Measurements measurements = new Measurements();
    private final EngineLink engine = new EngineLink();
    private final SelfWatch selfWatch = new SelfWatch();
    private volatile boolean over;

    Trial(LoadSettings settings, CapacitySearch.Contexts contexts, EpochClock clock) {
        this.settings = settings;
        this.contexts = contexts;
        this.clock = clock;
    }

    /** Tries a load; everything together may take so long, after which it is cut off. */
    Step run(Next.Try wanted, double limitSeconds) throws InterruptedException {
        var startUs = clock.nowUs();
        var limitUs = startUs + micros(limitSeconds);
        var loaded = settings.atLoad(wanted.load(), Duration.ofSeconds((long) Math.ceil(limitSeconds)));
        var users = new CompletableFuture<Void>();
        var thread = new Thread(() -> run(loaded, users), "trial");
        thread.setDaemon(true);
        thread.start();

        var longestUs = micros(wanted.mostSeconds() * LONGEST);
        var rampEndUs = startUs + (loaded.arrivals() == null ? loaded.ramp().toNanos() / 1000 : 0);
        awaitSteady(rampEndUs, Math.min(rampEndUs + longestUs, limitUs - micros(wanted.leastSeconds())), users);
        var from = measurements.figures(clock.nowUs());
        selfWatch.start();
        engine.eventLoops().thenAccept(selfWatch::watch);
        var fromUs = clock.nowUs();
        var leastUs = Math.min(limitUs, fromUs + micros(wanted.leastSeconds()));
        var mostUs = Math.min(limitUs, fromUs + micros(wanted.mostSeconds()));
        sleep(leastUs - clock.nowUs());
        while (clock.nowUs() < mostUs && !users.isDone() && !isDecided(from)) {
            sleep(Math.min(micros(1), mostUs - clock.nowUs()));
        }
        var latestUs = Math.min(limitUs, fromUs + longestUs);
        while (clock.nowUs() < latestUs && !users.isDone() && ended() - from.ended() < LEAST_ANSWERS) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        over = true;
        var toUs = clock.nowUs();
        var to = measurements.figures(toUs);
        var self = selfWatch.figures();
        selfWatch.close();

        awaitEnd(users, Math.min(limitUs, toUs + longestUs));
        var end = measurements.figures(clock.nowUs());
        stop(users);
        var selfCheck = SelfCheck.of(
                self.withCluster(contexts.clusterShare(fromUs, toUs)),
                settings.maxLateness(),
                settings.target() instanceof Target.Embedded);
        // Those that ended in time may be the quick ones, and those that ended later had it easier: the worse counts.
        var untilStop = Figures.between(from, to);
        var untilEnd = Figures.between(from, end);
        var refused = end.refused() - from.refused();
        var judgement = judge(untilEnd, refused, selfCheck)
                .orWorse(judge(untilStop, refused, selfCheck))
                .orWorse(Judgement.ofUsers(wanted.load(), untilStop, loaded));
        return Step.of(
                wanted.load(),
                judgement,
                untilEnd,
                untilStop,
                refused,
                settings.objectives().good() != null,
                (clock.nowUs() - startUs) / 1e6,
                Math.min(rampEndUs, fromUs),
                fromUs,
                toUs);
    }

    private Judgement judge(Figures figures, long refused, SelfCheck selfCheck) {
        return Judgement.of(settings.objectives(), figures, refused, selfCheck);
    }

    private void run(LoadSettings loaded, CompletableFuture<Void> ended) {
        try {
            QuietRun.of(users(loaded, contexts.of(loaded, measurements, engine), () -> over));
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    private static PopulationBuilder users(LoadSettings settings, JourneyContext context, BooleanSupplier over) {
        var answer = new WatchAnswer(context).answer();
        var answers = settings.capacity().perSecond()
                ? doIf(user -> !over.getAsBoolean()).then(answer)
                : asLongAs(user -> !over.getAsBoolean(), JourneyContext.CYCLE)
                        .on(answer.exec(doIf(user -> !AnswerInProgress.of(user).isFine() && !over.getAsBoolean())
                                .then(pause(Collections.min(List.of(AFTER_A_FAILURE, settings.usualAnswer()))))));
        return TimedUsers.of(scenario("trial").exec(answers, context.goodbye()), settings::beginUs, over);
    }

    /** The load is steady once all users are there and as many answers have ended as are under way. */
    private void awaitSteady(long rampEndUs, long latestUs, CompletableFuture<Void> users) throws InterruptedException {
        while (clock.nowUs() < latestUs && !users.isDone()) {
            var ended = ended();
            if (clock.nowUs() >= rampEndUs
                    && ended > 0
                    && ended >= measurements.counts().underWay()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
    }

    /** The tokens that its users have received by now. */
    long tokens() {
        return measurements.counts().tokens();
    }

    private long ended() {
        var counts = measurements.counts();
        return counts.passed() + counts.failed();
    }

    private boolean isDecided(Figures from) {
        var now = measurements.figures(clock.nowUs());
        var judgement = judge(Figures.between(from, now), now.refused() - from.refused(), SelfCheck.NONE);
        return judgement.outcome() != Outcome.UNDECIDED;
    }

    // Users who are yet to arrive would only find that it is over.
    private void awaitEnd(CompletableFuture<Void> users, long limitUs) throws InterruptedException {
        while (clock.nowUs() < limitUs
                && !users.isDone()
                && !(settings.capacity().perSecond() && measurements.counts().underWay() == 0)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
    }

    private void stop(CompletableFuture<Void> users) throws InterruptedException {
        if (!users.isDone()) {
            engine.stop("the time of the trial is up");
        }
        try {
            users.get(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The users of a trial did not come to an end", e);
        }
    }

    private static void sleep(long us) throws InterruptedException {
        if (us > 0) {
            TimeUnit.MICROSECONDS.sleep(us);
        }
    }

    private static long micros(double seconds) {
        return (long) (seconds * 1e6);
    }
}
