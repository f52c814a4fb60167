package dev.llmemulator.load.run;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.scenarios.Journey;
import dev.llmemulator.load.scenarios.JourneyContext;
import dev.llmemulator.load.scenarios.WatchAnswer;
import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends one user for one short answer before a run begins, so that a broken target stops the run and not each of its
 * answers. The user gets three attempts: a target that fails now and then is not broken, and the run is to measure it.
 */
final class TargetCheck {
    private static final int ATTEMPTS = 3;
    private static final Duration REFUSED_BY_THEN = Duration.ofMillis(500);
    private static final Pattern REFUSAL = Pattern.compile("POST[^:]*: (?:status )?4(?!29)\\d\\d.*");
    private static final Set<AnomalyKind> MISREAD = Set.of(AnomalyKind.NO_MARKER, AnomalyKind.UNREADABLE);
    private static final long LONGEST_NS = Duration.ofSeconds(10).toNanos();

    private TargetCheck() {}

    /** Says why the user got no answer; null if it got one. Its context is made of where it is counted and shown. */
    static @Nullable String failure(BiFunction<Measurements, Rows, JourneyContext> contextOf) {
        return failure(contextOf, TargetCheck::gotAnswer);
    }

    /**
     * The same by a profile. An answer that the profile cannot follow to its end is none, even if tokens of it came; one
     * with faults is one, for the run is to count them.
     */
    static @Nullable String failureByProfile(BiFunction<Measurements, Rows, JourneyContext> contextOf) {
        return failure(
                contextOf,
                (measurements, reason) -> measurements.counts().passed() > 0
                        || (measurements.figures(0).anomalyCount() > 0
                                && measurements.figures(0).anomalies().keySet().stream()
                                        .noneMatch(MISREAD::contains)));
    }

    private static @Nullable String failure(
            BiFunction<Measurements, Rows, JourneyContext> contextOf, BiPredicate<Measurements, String> isAnswer) {
        var startNs = System.nanoTime();
        var failure = new LastFailure();
        for (var i = 0; i < ATTEMPTS && System.nanoTime() - startNs < LONGEST_NS; i++) {
            var measurements = new Measurements();
            var answer = new WatchAnswer(contextOf.apply(measurements, failure)).answer();
            QuietRun.of(scenario("target check").exec(answer).injectOpen(atOnceUsers(1)));
            if (isAnswer.test(measurements, failure.reason)) {
                return null;
            }
        }
        return failure.reason;
    }

    /**
     * Sends one user who asks for an answer as the run will, and hangs up before long. Says why the question is refused;
     * null if it is not. A question may be as well formed as that of the short answer, and still ask for too much.
     */
    static @Nullable String refusal(BiFunction<Measurements, Rows, JourneyContext> contextOf) {
        var failure = new LastFailure();
        var asked = new AskOnly(contextOf.apply(new Measurements(), failure)).answer();
        QuietRun.of(scenario("target check").exec(asked).injectOpen(atOnceUsers(1)));
        return REFUSAL.matcher(failure.reason).matches() ? failure.reason : null;
    }

    /** Asks, and does not listen. */
    private static final class AskOnly extends Journey {
        AskOnly(JourneyContext context) {
            super(context);
        }

        @Override
        protected ChainBuilder steps() {
            return ask().exec(awaitReply(REFUSED_BY_THEN), stop());
        }
    }

    // An answer with faults is an answer, unless it was refused: a run counts such faults.
    private static boolean gotAnswer(Measurements measurements, String reason) {
        var counts = measurements.counts();
        return counts.passed() > 0
                || (counts.tokens() > 0
                        && (!reason.startsWith("POST")
                                || measurements.figures(0).anomalyCount() > 0));
    }

    /** Keeps the reason why the answer failed, which its row tells. */
    static final class LastFailure implements Rows {
        private volatile String reason = "the user got no answer";

        String reason() {
            return reason;
        }

        @Override
        public void passed(String scenario, String name, long startMs, long endMs) {}

        @Override
        public void failed(String scenario, String name, long startMs, long endMs, String why) {
            if (name.equals(Metric.ANSWER.title())) {
                reason = why;
            }
        }
    }
}
