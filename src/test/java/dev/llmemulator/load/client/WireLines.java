package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.RunClient;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lines that really come over a WebSocket, from emulator and stand-in. */
public final class WireLines implements WebSocket.Listener {
    /** The channel that they come on. */
    public static final String CHANNEL = "session:a-1";

    /** The answer that they are of. */
    public static final String ANSWER = "b-7";

    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
    private final StringBuilder frame = new StringBuilder();

    private WireLines() {}

    /** The publications of one answer without pauses, its marker included. */
    public static List<String> ofAnswer(int words, long seed) throws InterruptedException {
        var lines = new WireLines();
        try (var stack = EmbeddedStack.start(Map.of())) {
            var jwts = new UserJwts(stack.tokenHmacSecret());
            var socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(stack.webSocketUrl(), lines)
                    .join();
            socket.sendText(Commands.connect(1, jwts.forConnection("u")), true).join();
            socket.sendText(Commands.subscribe(2, CHANNEL, jwts.forSubscription("u", CHANNEL)), true)
                    .join();
            lines.awaitOne("\"id\":2,\"subscribe\"");
            new RunClient(stack.httpUrl())
                    .run(
                            "a-1",
                            ",\"words\":%d,\"delay\":0,\"seed\":%d,\"answer\":\"%s\"".formatted(words, seed, ANSWER))
                    .join();
            return lines.awaitOne("\"type\":\"done\"").stream()
                    .filter(line -> line.contains("\"push\""))
                    .toList();
        }
    }

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
    private List<String> awaitOne(String part) throws InterruptedException {
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
