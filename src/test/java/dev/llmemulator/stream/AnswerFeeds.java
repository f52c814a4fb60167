package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Makes answers as a carrier gets them, for tests and benchmarks of other packages. */
public final class AnswerFeeds {
    private AnswerFeeds() {}

    /** Returns answers that begin now, each with its first token due. */
    public static List<AnswerFeed> fresh(int count) {
        return LongStream.range(0, count)
                .mapToObj(seed ->
                        fresh(UUID.randomUUID().toString(), UUID.randomUUID().toString(), seed))
                .toList();
    }

    /** Returns an answer of 100 tokens that begins now. */
    public static AnswerFeed fresh(String sessionId, String answerId, long seed) {
        var answer = new Answer(100, Duration.ZERO, Duration.ofMillis(10), seed);
        return new AnswerStream(sessionId, answerId, answerId, answer, Moment.now(), AnswerObserver.NONE);
    }
}
