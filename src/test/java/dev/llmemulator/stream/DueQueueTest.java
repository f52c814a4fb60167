package dev.llmemulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.answer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class DueQueueTest {
    private static final long MS = 1_000_000;

    private final HandPublisher publisher = new HandPublisher();
    private final DueQueue queue = new DueQueue();

    @Test
    void runDue_empty_isNever() {
        assertThat(queue.runDue(0)).isEqualTo(DueQueue.NEVER);
    }

    @Test
    void runDue_severalStreams_tellsTheNearestDueTime() {
        queue.add(stream("a", 2, 30, 0));
        queue.add(stream("b", 2, 10, 0));
        queue.add(stream("c", 2, 20, 0));

        assertThat(queue.runDue(0)).isEqualTo(10 * MS);
        assertThat(queue.runDue(12 * MS)).isEqualTo(8 * MS);
        assertThat(publisher.takeOffer().channel()).isEqualTo("b");
    }

    @Test
    void runDue_aThousandStreamsInSimulatedTime_offersEveryTokenExactlyWhenDue() {
        var streams = new ArrayList<AnswerStream>();
        for (var i = 0; i < 1_000; i++) {
            var stream = stream("s" + i, 50, i % 7, 20 + i % 3);
            streams.add(stream);
            queue.add(stream);
        }

        var now = 0L;
        for (var idle = queue.runDue(now); ; idle = queue.runDue(now)) {
            while (publisher.offered() > 0) {
                var offer = publisher.takeOffer();
                var data = HandPublisher.data(offer, now);
                assertThat(data.get("due").asLong())
                        .isEqualTo(now / 1_000)
                        .isEqualTo(data.get("sent").asLong());
                offer.accepted();
            }
            if (idle == DueQueue.NEVER) {
                break;
            }
            now += idle;
        }

        assertThat(streams).allMatch(stream -> stream.result().isDone());
        assertThat(streams)
                .extracting(stream -> stream.result().join().tokens())
                .containsOnly(50);
    }

    @Test
    void runDue_cancelledStream_dropsIt() {
        var stream = stream("a", 5, 10, 10);
        queue.add(stream);
        stream.cancel();

        assertThat(queue.runDue(10 * MS)).isEqualTo(DueQueue.NEVER);
        assertThat(publisher.offered()).isZero();
    }

    private AnswerStream stream(String channel, int words, long ttftMs, long delayMs) {
        var answer = new Answer(words, Duration.ofMillis(ttftMs), Duration.ofMillis(delayMs), 1);
        return new AnswerStream(channel, channel, answer, publisher, Duration.ofSeconds(1), 0, 0);
    }
}
