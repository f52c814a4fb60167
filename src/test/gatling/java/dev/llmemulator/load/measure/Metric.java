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
    TOKEN_DELAY("token delay");

    private final String rowName;

    Metric(String rowName) {
        this.rowName = rowName;
    }

    /** A fixed phrase. */
    public String rowName() {
        return rowName;
    }
}
