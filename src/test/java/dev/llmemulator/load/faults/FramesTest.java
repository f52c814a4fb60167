package dev.llmemulator.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.AnswerReader;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.RunClient;
import dev.llmemulator.answer.Answer;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FramesTest {
    private static final int WORDS = 12;
    private static final String CHANNEL = "session:a-1";

    /** What the mutation test injects faults into is what emulator and stand-in send. */
    @Test
    void line_publicationOfTrueAnswer_isTheLineThatComesOverTheWire() throws Exception {
        var texts = new ArrayList<String>();
        new Answer(WORDS, Duration.ZERO, Duration.ZERO, 7).tokens().forEachRemaining(texts::add);
        List<String> made = Delivery.of(CHANNEL, texts).arrivals.stream()
                .map(Frames::line)
                .map(FramesTest::timeless)
                .toList();
        assertThat(realLines()).isEqualTo(made);
    }

    private static List<String> realLines() throws Exception {
        var lines = new Lines();
        try (EmbeddedStack stack = EmbeddedStack.start(Map.of())) {
            var url = stack.webSocketUrl();
            var socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(url, lines)
                    .join();
            var secret = stack.tokenHmacSecret();
            socket.sendText(
                            "{\"id\":1,\"connect\":{\"token\":\"" + AnswerReader.connectionToken("u", secret) + "\"}}",
                            true)
                    .join();
            socket.sendText(
                            "{\"id\":2,\"subscribe\":{\"channel\":\"" + CHANNEL + "\",\"token\":\""
                                    + AnswerReader.subscriptionToken("u", CHANNEL, secret) + "\"}}",
                            true)
                    .join();
            lines.awaitOne("\"id\":2,\"subscribe\"");
            new RunClient(stack.httpUrl())
                    .run("a-1", ",\"words\":" + WORDS + ",\"delay\":0,\"seed\":7")
                    .join();
            return lines.awaitOne("\"type\":\"done\"").stream()
                    .filter(line -> line.contains("\"push\""))
                    .map(FramesTest::timeless)
                    .toList();
        }
    }

    // The first publication of a channel tells its epoch as well.
    private static String timeless(String line) {
        return line.replaceAll("\"due\":\\d+,\"sent\":\\d+", "times").replaceAll(",\"epoch\":\"\\w+\"", "");
    }

    /** The lines of all frames. */
    private static final class Lines implements WebSocket.Listener {
        private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
        private final StringBuilder frame = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            frame.append(part);
            if (last) {
                came.addAll(List.of(frame.toString().split("\n", -1)));
                frame.setLength(0);
            }
            socket.request(1);
            return null;
        }

        /** Waits for a line and returns it with all that came before it and were not returned yet. */
        List<String> awaitOne(String part) throws InterruptedException {
            var lines = new ArrayList<String>();
            var line = "";
            while (!line.contains(part)) {
                line = came.poll(10, TimeUnit.SECONDS);
                assertThat(line).as("line with " + part).isNotNull();
                lines.add(line);
            }
            return lines;
        }
    }
}
