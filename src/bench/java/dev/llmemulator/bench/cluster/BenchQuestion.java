package dev.llmemulator.bench.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * What is asked of the emulator.
 *
 * @param session names the channel of the answer
 * @param words tokens of the answer
 * @param ttft time to its first token
 * @param delay time between two of its tokens
 */
public record BenchQuestion(String session, int words, Duration ttft, Duration delay) {
    /** Asks over a connection of its own. To close it before the reply cancels the answer. */
    public PostConnection ask(Network network, InetSocketAddress address) {
        var connection = new PostConnection(network, address);
        var unused = connection.post("/api/run", "", json()).thenRun(connection::close);
        return connection;
    }

    /** The time of an infinitely fast system from the first token to the last, in microseconds. */
    long idealUs() {
        return (ttft.toNanos() + (words - 1) * delay.toNanos()) / 1_000;
    }

    private String json() {
        return String.format(
                Locale.ROOT,
                "{\"session_id\":\"%s\",\"question\":\"Why?\",\"words\":%d,\"ttft\":%.9f,\"delay\":%.9f}",
                session,
                words,
                ttft.toNanos() / 1e9,
                delay.toNanos() / 1e9);
    }
}
