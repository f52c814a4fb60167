package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameStreamTest {
    private static final List<String> MESSAGES = IntStream.range(0, 40)
            .mapToObj(i -> "{\"push\":{\"pub\":{\"data\":\"größe %d €\"}}}".formatted(i))
            .toList();

    @Test
    void lines_inPartsOfAnySize_comeWholeAndInOrder() {
        assertWhole(FrameStream::ofLines, String.join("\n", MESSAGES) + "\n");
    }

    @Test
    void events_inPartsOfAnySize_comeWholeAndInOrder() {
        var events = new StringBuilder("\r\n: a comment\n\n");
        MESSAGES.forEach(each -> events.append("data: ").append(each).append("\n\n"));
        assertWhole(FrameStream::ofEvents, events.toString());
    }

    @Test
    void part_ofWholeLines_isTheFrameItself() {
        var part = "{}\n{}\n".getBytes(StandardCharsets.UTF_8);
        assertThat(FrameStream.ofLines().read(part)).isSameAs(part);
    }

    private static void assertWhole(Supplier<FrameStream> streams, String all) {
        var bytes = all.getBytes(StandardCharsets.UTF_8);
        for (var seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var stream = streams.get();
            var lines = new ArrayList<String>();
            var frames = 0;
            for (int from = 0, to; from < bytes.length; from = to) {
                to = Math.min(bytes.length, from + 1 + random.nextInt(1 + random.nextInt(200)));
                var frame = stream.read(Arrays.copyOfRange(bytes, from, to));
                if (frame != null) {
                    frames++;
                    assertThat(frame).endsWith((byte) '\n');
                    lines.addAll(
                            new String(frame, StandardCharsets.UTF_8).lines().toList());
                }
            }
            assertThat(lines).isEqualTo(MESSAGES);
            assertThat(frames).isGreaterThan(3);
        }
    }
}
