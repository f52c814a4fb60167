package dev.llmemulator.centrifugo;

import dev.llmemulator.stream.AnswerEvent;

/** Lets tests of other packages see the version under which an event is published. */
public final class EventVersions {
    private EventVersions() {}

    public static long of(AnswerEvent event) {
        return BatchBody.version(event);
    }
}
