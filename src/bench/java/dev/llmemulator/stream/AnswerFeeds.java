package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.centrifugo.ChannelFeed;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Answers as the publisher gets them, for benchmarks of other packages. */
public final class AnswerFeeds {
    private AnswerFeeds() {}

    /** Answers that begin now, each with its first token due. */
    public static List<ChannelFeed> fresh(int count) {
        var now = Moment.now();
        return LongStream.range(0, count)
                .<ChannelFeed>mapToObj(seed -> new AnswerStream(
                        "session:" + UUID.randomUUID(),
                        UUID.randomUUID().toString(),
                        new Answer(100, Duration.ZERO, Duration.ofMillis(10), seed),
                        now))
                .toList();
    }
}
