package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Makes answers as a carrier gets them, for benchmarks of other packages. */
public final class AnswerFeeds {
    private AnswerFeeds() {}

    /** Returns answers that begin now, each with its first token due. */
    public static List<AnswerFeed> fresh(int count) {
        var now = Moment.now();
        return LongStream.range(0, count)
                .<AnswerFeed>mapToObj(seed -> new AnswerStream(
                        UUID.randomUUID().toString(),
                        UUID.randomUUID().toString(),
                        new Answer(100, Duration.ZERO, Duration.ofMillis(10), seed),
                        now))
                .toList();
    }
}
