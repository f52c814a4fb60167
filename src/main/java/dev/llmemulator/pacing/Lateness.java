package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerEvent;

/** By how much the tokens of one batch were sent after they were due. */
final class Lateness {
    private final long sentNs;
    private final long[] micros;
    private int tokens;

    /** @param most as many events as the batch holds */
    Lateness(int most, long sentNs) {
        this.micros = new long[most];
        this.sentNs = sentNs;
    }

    /** Adds the first events of an answer, which must not have gone on yet. */
    void add(Outgoing<?> outgoing, int events) {
        for (var i = 0; i < events; i++) {
            var event = outgoing.event(i);
            if (event.type() == AnswerEvent.Type.TOKEN) {
                micros[tokens] = event.epochMicros(sentNs) - event.dueMicros();
                tokens++;
            }
        }
    }

    void tell(PacerObserver observer) {
        observer.delivered(micros, tokens);
    }
}
