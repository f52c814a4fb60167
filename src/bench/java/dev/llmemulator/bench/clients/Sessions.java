package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.ApiClient;
import dev.llmemulator.bench.system.NativeCluster;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of sessions, each with a channel. */
public final class Sessions {
    private static final int BATCH = 500;

    private Sessions() {}

    /** Names that were never used before. */
    public static List<String> fresh(int count) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
    }

    /** The channel of a session. */
    public static String channel(String session) {
        return "session:" + session;
    }

    /** Removes the history of their channels, which Redis would keep for minutes. */
    static void forget(List<String> sessions, NativeCluster cluster) throws IOException {
        var api = new ApiClient(cluster.apiUrl(), cluster.apiKey());
        for (var from = 0; from < sessions.size(); from += BATCH) {
            var commands = sessions.subList(from, Math.min(from + BATCH, sessions.size())).stream()
                    .map(session -> "{\"history_remove\":{\"channel\":\"%s\"}}".formatted(channel(session)))
                    .collect(Collectors.joining(","));
            api.call("batch", "{\"parallel\":true,\"commands\":[" + commands + "]}");
        }
    }
}
