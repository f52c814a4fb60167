package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.measure.Goodness;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.RowBuffer;
import dev.llmemulator.load.measure.SlowestAnswer;
import dev.llmemulator.load.measure.TimesBuffer;
import dev.llmemulator.load.measure.TokenTimes;
import dev.llmemulator.load.objectives.AnswerValues;
import dev.llmemulator.load.settings.AnswerShape;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times of one answer, made into spans for the run's figures and rows for Gatling's report. */
final class AnswerTimes {
    private static final long NOT_YET = 0;

    // Times of two clocks are compared to the millisecond, and as clocks run that are steered: 500 ppm each at most.
    private static final long CLOCK_ERROR_US = 1_000;
    private static final long CLOCK_DRIFT = 1_000;

    private final AnswerContext context;
    private final String scenario;
    private final AnswerShape wanted;
    private final RowBuffer rows;
    private final @Nullable AnswerValues values;
    private final TimesBuffer tokens = new TimesBuffer();
    private long arrivalUs = NOT_YET;
    private long postedUs = NOT_YET;
    private long firstTokenUs = NOT_YET;
    private long lastTokenUs = NOT_YET;
    private long markerUs = NOT_YET;
    private long stoppedUs = NOT_YET;
    private long connectedUs = NOT_YET;
    private long connectingMs = NOT_YET;

    AnswerTimes(AnswerContext context, String scenario, AnswerShape wanted) {
        this.context = context;
        this.wanted = wanted;
        this.scenario = scenario;
        rows = context.rows().open();
        values = context.settings().objectives().good() == null ? null : new AnswerValues();
    }

    void step(String name, long startMs, long endMs) {
        // Between two answers of its user it is this step that has to hand the row on.
        context.rows().open().add(scenario, name, startMs, endMs);
        rows.answerEnds();
        switch (name) {
            case Socket.CONNECT -> {
                connectingMs = startMs;
                // The greeting comes with it.
                if (context.settings().transport().isEmulated()) {
                    span(Metric.CONNECT, (endMs - startMs) * 1000, endMs * 1000, false);
                }
            }
            case Socket.AUTH -> span(Metric.CONNECT, (endMs - connectingMs) * 1000, endMs * 1000, false);
            case Socket.SUBSCRIBE -> span(Metric.SUBSCRIBE, (endMs - startMs) * 1000, endMs * 1000, false);
            default -> {}
        }
    }

    void arrived(long dueUs) {
        arrivalUs = dueUs;
    }

    void connected(long nowUs) {
        if (connectedUs == NOT_YET) {
            connectedUs = nowUs;
        }
    }

    void posted(long nowUs) {
        postedUs = nowUs;
        fromArrival(Metric.WAIT, nowUs);
    }

    boolean isPosted() {
        return postedUs != NOT_YET;
    }

    /** A token came for the first time, in its turn or not. */
    void token(TokenTimes times) {
        tokens.add(times);
        if (context.serverClock().get().isOurs()) {
            delay(times);
        }
    }

    /**
     * The user sees more of the text: a gap ends with whatever comes next, in its turn or not. A stream may open with
     * empty tokens. The user does not see them, so that time to first token and gaps begin after them.
     */
    void seen(long receivedUs, boolean empty) {
        if (lastTokenUs == NOT_YET && empty) {
            return;
        }
        if (lastTokenUs == NOT_YET) {
            if (isPosted()) {
                firstTokenUs = receivedUs;
                span(Metric.TTFT, receivedUs - postedUs, receivedUs, true);
                fromArrival(Metric.TTFT_FROM_ARRIVAL, receivedUs);
            }
        } else {
            var row = context.settings().tokenRows();
            span(Metric.INTER_TOKEN_LATENCY, receivedUs - lastTokenUs, receivedUs, row);
        }
        lastTokenUs = receivedUs;
    }

    void marker(long receivedUs) {
        markerUs = receivedUs;
    }

    void stopped(long nowUs) {
        stoppedUs = nowUs;
    }

    /** The answer, which its user has stopped, is over. */
    void silent(long receivedUs) {
        span(Metric.SILENCE, receivedUs - stoppedUs, receivedUs, false);
    }

    /**
     * How a complete answer of so many tokens contradicts the question, the reply or the clock; empty if it does not.
     * The figures of such an answer would not be those of what was asked for.
     */
    Optional<Failure> contradiction(HttpReply reply, int count) {
        var wrongCount = wrongCount(count);
        if (wrongCount.isPresent()) {
            return wrongCount;
        }
        var askedUs = wanted.idealUs();
        var idealUs = idealUs(reply);
        if (wanted.askedTokens() != null && Math.abs(idealUs - askedUs) > CLOCK_ERROR_US) {
            return failure("an ideal of %.0f ms where %.0f ms was asked for", idealUs / 1e3, askedUs / 1e3);
        }
        var dueUs = tokens.dueSpanUs();
        if (reply.idealUs() > 0 && dueUs > idealUs + CLOCK_ERROR_US) {
            var kind = "tokens due over a longer time than the ideal";
            return measured(kind, "tokens due over %.0f ms where the ideal is %.0f ms", dueUs, idealUs);
        }
        return sooner("fault of measurement", idealUs);
    }

    /** The same, of an answer whose reply tells nothing; an ideal of 0 is not known. */
    Optional<Failure> contradiction(int count, long idealUs) {
        return wrongCount(count).or(() -> sooner("not the pace that was asked for", idealUs));
    }

    private Optional<Failure> wrongCount(int count) {
        var asked = wanted.askedTokens();
        return asked != null && count != asked
                ? failure("%d tokens where %d were asked for", count, asked)
                : Optional.empty();
    }

    /** The fault that the answer was complete before it could be; an ideal of 0 is not known. */
    private Optional<Failure> sooner(String fault, long idealUs) {
        var answerUs = markerUs - postedUs;
        return answerUs < idealUs - CLOCK_ERROR_US - idealUs / CLOCK_DRIFT
                ? measured(fault, fault + ": %.0f ms where the ideal is %.0f ms", answerUs, idealUs)
                : Optional.empty();
    }

    /** Answers that differ in their times alone fail for the same reason. */
    private static Optional<Failure> measured(String kind, String format, long isUs, long idealUs) {
        return Optional.of(new Failure(kind, String.format(Locale.ROOT, format, isUs / 1e3, idealUs / 1e3)));
    }

    private static Optional<Failure> failure(String format, Object... values) {
        return Optional.of(Failure.of(String.format(Locale.ROOT, format, values)));
    }

    private long idealUs(HttpReply reply) {
        return reply.idealUs() > 0 ? reply.idealUs() : wanted.idealUs();
    }

    /**
     * The answer succeeded: it took from its request to its marker, or until its user stopped it. One that somebody else
     * asked for gets a row, from when its user began, and is no answer time.
     *
     * @param traceId null if servers were not asked to keep its trace
     * @param idealUs on an infinitely fast system; 0 if unknown, negative without a reply
     * @param instance the emulator that stamped the tokens; empty if unknown
     */
    void passed(String sessionId, @Nullable String traceId, long idealUs, String instance, long startedUs, long nowUs) {
        var endUs = markerUs != NOT_YET ? markerUs : stoppedUs != NOT_YET ? stoppedUs : nowUs;
        if (!isPosted()) {
            rows.add(scenario, Metric.ANSWER, endUs - startedUs, endUs);
            return;
        }
        var answerUs = endUs - postedUs;
        span(Metric.ANSWER, answerUs, endUs, true);
        fromArrival(Metric.ANSWER_FROM_ARRIVAL, endUs);
        if (context.settings().shapes().mix() != null) {
            ofModel(answerUs, idealUs);
        }
        if (idealUs >= 0 && markerUs != NOT_YET) {
            context.measurements().recordRatio(answerUs, idealUs, endUs);
            if (idealUs > 0) {
                judge(Metric.ANSWER_OVER_IDEAL, Measurements.ratio(answerUs, idealUs));
            }
            var offset = context.serverClock().get().offset(instance);
            context.measurements()
                    .offerSlowest(new SlowestAnswer(sessionId, traceId, answerUs, idealUs, postedUs, tokens, offset));
        }
    }

    private void ofModel(long answerUs, long idealUs) {
        var figures = context.measurements().ofModel(wanted.model());
        figures.answered(firstTokenUs == NOT_YET ? 0 : firstTokenUs - postedUs, markerUs == NOT_YET);
        if (markerUs != NOT_YET) {
            figures.took(answerUs, idealUs);
        }
    }

    /** The answer, whose tokens this emulator stamped (empty if unknown), has ended; nothing is timed after this. */
    void end(String instance) {
        var clock = context.serverClock().get();
        var offset = clock.isOurs() ? null : clock.offset(instance);
        for (var token = 0; offset != null && token < tokens.count(); token++) {
            delay(tokens.get(token).byOurClock(offset));
        }
        rows.answerEnds();
    }

    private void delay(TokenTimes times) {
        // Who reads along and comes late gets at once what was due before. That is no delay.
        if (!isPosted() && times.isStamped() && times.dueUs() < connectedUs) {
            return;
        }
        if (times.isStamped()) {
            context.measurements().recordDelay(times);
            ofGroup(Metric.TOKEN_DELAY, times.delayUs(), times.receivedUs());
            judge(Metric.TOKEN_DELIVERY, times.deliveryUs());
            judge(Metric.TOKEN_DELAY, times.delayUs());
        } else if (times.isSent()) {
            context.measurements().record(Metric.TOKEN_DELIVERY, times.deliveryUs(), times.receivedUs());
            judge(Metric.TOKEN_DELIVERY, times.deliveryUs());
        } else {
            return;
        }
        if (context.settings().tokenRows()) {
            rows.add(scenario, Metric.TOKEN_DELIVERY, times.deliveryUs(), times.receivedUs());
        }
    }

    /** The user has back the connection that it lost so long ago, and all that it missed. */
    void recovered(long awayUs) {
        span(Metric.RECOVERY, awayUs, context.clock().nowUs(), false);
    }

    /** Whether the answer, which is complete and has ended, is a good one; null if nothing says what makes one. */
    @Nullable
    Goodness goodness() {
        var good = context.settings().objectives().good();
        return good == null || values == null ? null : good.judge(values);
    }

    /** The answer is judged by this value, too, if answers are. */
    private void judge(Metric metric, long value) {
        if (values != null) {
            values.add(metric, value);
        }
    }

    private void ofGroup(Metric metric, long us, long atUs) {
        var group = context.group();
        if (group != null) {
            group.record(metric, us, atUs);
        }
    }

    private void fromArrival(Metric metric, long endUs) {
        if (arrivalUs != NOT_YET) {
            span(metric, endUs - arrivalUs, endUs, true);
        }
    }

    private void span(Metric metric, long us, long endUs, boolean row) {
        context.measurements().record(metric, us, endUs);
        ofGroup(metric, us, endUs);
        judge(metric, us);
        if (row) {
            rows.add(scenario, metric, us, endUs);
        }
    }
}
