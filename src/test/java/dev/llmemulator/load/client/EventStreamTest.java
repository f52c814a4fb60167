package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static final String STREAM = """
            : a comment

            data: {"a":1}

            data:two\r
            data\r
            data:  lines\r
            \r
            event: x\rid: 7\rdata: \u8a9e\r\rretry: 10

            data: [DONE]

            data: incomplete
            """;

    @Test
    void read_inAnyParts_tellsTheDataOfEachCompleteEvent() {
        var bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        var random = new Random(20_261_126);
        for (var round = 0; round < 1_000; round++) {
            var events = new ArrayList<String>();
            var stream = new EventStream(events::add);
            for (var at = 0; at < bytes.length; ) {
                var end = Math.min(bytes.length, at + 1 + random.nextInt(1 + round % 30));
                stream.read(Arrays.copyOfRange(bytes, at, end));
                at = end;
            }
            assertThat(events).containsExactly("{\"a\":1}", "two\n\n lines", "\u8a9e", "[DONE]");
        }
    }
}
