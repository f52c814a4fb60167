package dev.llmemulator.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.load.client.WireLines;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FramesTest {
    private static final int WORDS = 12;
    private static final int SEED = 7;

    /** The mutation test injects faults into exactly the lines that emulator and stand-in send. */
    @Test
    void line_publicationOfTrueAnswer_isTheLineThatComesOverTheWire() throws Exception {
        var texts = new ArrayList<String>();
        new Answer(WORDS, Duration.ZERO, Duration.ZERO, SEED).tokens().forEachRemaining(texts::add);
        var made = Delivery.of(WireLines.CHANNEL, texts).arrivals.stream()
                .map(each -> Frames.line(each, WireLines.ANSWER))
                .map(FramesTest::timeless)
                .toList();
        assertThat(WireLines.ofAnswer(WORDS, SEED))
                .extracting(FramesTest::timeless)
                .isEqualTo(made);
    }

    // The first publication of a channel tells its epoch as well.
    private static String timeless(String line) {
        return line.replaceAll("\"due\":\\d+,\"sent\":\\d+", "times").replaceAll(",\"epoch\":\"\\w+\"", "");
    }
}
