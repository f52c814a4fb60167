package dev.llmemulator.load.measure;

/** The spans of time that a run measures, in microseconds, each with the name of its row in Gatling's report. */
public enum Metric {
    /** Request sent to first token received. */
    TTFT("TTFT"),
    /** One token received to the next one received. */
    INTER_TOKEN_LATENCY("inter-token latency"),
    /** Request sent to completion marker received. */
    ANSWER("answer"),
    /** Token handed to Centrifugo, by the emulator's clock, to token received. */
    TOKEN_DELIVERY("token delivery"),
    /** Token due by its schedule, by the emulator's clock, to token received: its whole delay. */
    TOKEN_DELAY("token delay"),
    /** User due to arrive to request sent: what the user waited before it could ask. Only where users arrive at a rate of their own. */
    WAIT("wait before the request"),
    /** User due to arrive to first token received. */
    TTFT_FROM_ARRIVAL("TTFT from arrival"),
    /** User due to arrive to completion marker received. */
    ANSWER_FROM_ARRIVAL("answer from arrival");

    private final String rowName;

    Metric(String rowName) {
        this.rowName = rowName;
    }

    /** True if there is one for each token of an answer, else one for each answer. */
    public boolean isOfTokens() {
        return this == INTER_TOKEN_LATENCY || this == TOKEN_DELIVERY || this == TOKEN_DELAY;
    }

    /** True if it is told by intervals of the run, too. */
    boolean isToldByIntervals() {
        return this == TTFT || this == INTER_TOKEN_LATENCY || this == TOKEN_DELAY;
    }

    /** A fixed phrase. */
    public String rowName() {
        return rowName;
    }
}
