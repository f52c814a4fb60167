package dev.llmemulator.load.measure;

/** The clock of one answer: what its request, tokens and marker make of spans, for the run's figures and for Gatling's report. */
final class AnswerTimes {

    private static final long NOT_YET = 0;

    private final AnswerContext context;
    private final String scenario;
    private final RowBuffer rows;
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

    void posted(long nowUs) {
        postedUs = nowUs;
    }

    boolean isPosted() {
        return postedUs != NOT_YET;
    }

    /**
     * A token has come that had not come before, the one that was its turn or not: a gap ends with whatever its user sees next.
     *
     * @param receivedUs by our clock
     * @param dueUs by the server's clock, 0 if not said
     * @param sentUs by the server's clock, 0 if not said
     */
    void token(long receivedUs, long dueUs, long sentUs) {
        if (lastTokenUs == NOT_YET) {
            span(Metric.TTFT, receivedUs - postedUs, receivedUs, true);
        } else {
            span(Metric.INTER_TOKEN_LATENCY, receivedUs - lastTokenUs, receivedUs, context.tokenRows());
        }
        lastTokenUs = receivedUs;
        if (context.sameClock() && sentUs > 0) {
            span(Metric.TOKEN_DELIVERY, receivedUs - sentUs, receivedUs, context.tokenRows());
        }
        if (context.sameClock() && dueUs > 0) {
            span(Metric.TOKEN_DELAY, receivedUs - dueUs, receivedUs, false);
        }
    }

    void marker(long receivedUs) {
        markerUs = receivedUs;
    }

    /** The answer is whole: from its request to its marker it took so long. */
    void passed() {
        long answerUs = markerUs - postedUs;
        span(Metric.ANSWER, answerUs, markerUs, true);
        context.measurements().recordRatio(answerUs, context.idealUs());
    }

    /** There is no more to time. */
    void end() {
        rows.answerEnds();
    }

    private void span(Metric metric, long us, long endUs, boolean row) {
        context.measurements().record(metric, us);
        if (row) {
            rows.add(scenario, metric, us, endUs);
        }
    }
}
