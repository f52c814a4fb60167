package dev.llmemulator.load.protocol;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.RowBuffer;
import dev.llmemulator.load.measure.SlowestAnswer;
import dev.llmemulator.load.measure.TimesBuffer;
import dev.llmemulator.load.measure.TokenTimes;

/** The clock of one answer: what its request, tokens and marker make of spans, for the run's figures and for Gatling's report. */
final class AnswerTimes {
    private static final long NOT_YET = 0;

    private final AnswerContext context;
    private final String scenario;
    private final RowBuffer rows;
    private final TimesBuffer tokens = new TimesBuffer();
    private long arrivalUs = NOT_YET;
    private long postedUs = NOT_YET;
    private long lastTokenUs = NOT_YET;
    private long markerUs = NOT_YET;

    AnswerTimes(AnswerContext context, String scenario) {
        this.context = context;
        this.scenario = scenario;
        rows = context.rows().open();
    }

    /** A step of the user's way to the answer went well. */
    void step(String name, long startMs, long endMs) {
        rows.add(scenario, name, startMs, endMs);
    }

    /** The user was due to arrive then, whenever it really began. */
    void arrived(long dueUs) {
        arrivalUs = dueUs;
    }

    void posted(long nowUs) {
        postedUs = nowUs;
        fromArrival(Metric.WAIT, nowUs);
    }

    boolean isPosted() {
        return postedUs != NOT_YET;
    }

    /** A token came for the first time, in its turn or not: a gap ends with whatever the user sees next. */
    void token(TokenTimes times) {
        var receivedUs = times.receivedUs();
        if (lastTokenUs == NOT_YET) {
            span(Metric.TTFT, receivedUs - postedUs, receivedUs, true);
            fromArrival(Metric.TTFT_FROM_ARRIVAL, receivedUs);
        } else {
            span(Metric.INTER_TOKEN_LATENCY, receivedUs - lastTokenUs, receivedUs, context.tokenRows());
        }
        lastTokenUs = receivedUs;
        tokens.add(times);
        if (context.serverClock().get().isOurs()) {
            delay(times);
        }
    }

    void marker(long receivedUs) {
        markerUs = receivedUs;
    }

    /**
     * The answer is whole: from its request to its marker it took so long.
     *
     * @param toldIdealUs that the emulator tells, 0 if it does not
     * @param instance of the emulator
     */
    void passed(String sessionId, long toldIdealUs, String instance) {
        var answerUs = markerUs - postedUs;
        long idealUs = toldIdealUs > 0 ? toldIdealUs : context.idealUs();
        span(Metric.ANSWER, answerUs, markerUs, true);
        fromArrival(Metric.ANSWER_FROM_ARRIVAL, markerUs);
        context.measurements().recordRatio(answerUs, idealUs, markerUs);
        var offset = context.serverClock().get().offset(instance);
        context.measurements().offerSlowest(new SlowestAnswer(sessionId, answerUs, idealUs, postedUs, tokens, offset));
    }

    /**
     * There is no more to time.
     *
     * @param instance of the emulator that stamped the tokens; empty if that is not known
     */
    void end(String instance) {
        if (!context.serverClock().get().isOurs()) {
            var offset = context.serverClock().get().offset(instance);
            for (var token = 0; offset != null && token < tokens.count(); token++) {
                delay(tokens.get(token).byOurClock(offset));
            }
        }
        rows.answerEnds();
    }

    private void delay(TokenTimes times) {
        if (!times.isStamped()) {
            return;
        }
        context.measurements().recordDelay(times);
        if (context.tokenRows()) {
            rows.add(scenario, Metric.TOKEN_DELIVERY, times.deliveryUs(), times.receivedUs());
        }
    }

    private void fromArrival(Metric metric, long endUs) {
        if (arrivalUs != NOT_YET) {
            span(metric, endUs - arrivalUs, endUs, true);
        }
    }

    private void span(Metric metric, long us, long endUs, boolean row) {
        context.measurements().record(metric, us, endUs);
        if (row) {
            rows.add(scenario, metric, us, endUs);
        }
    }
}
