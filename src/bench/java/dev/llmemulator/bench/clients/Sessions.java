package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.ApiClient;
import dev.llmemulator.bench.system.NativeCluster;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sessions of one measurement, whose history goes when it is over: Redis would keep minutes of it for each. */
public final class Sessions implements AutoCloseable {
    private static final int BATCH = 500;

    private final ApiClient api;
    private final List<String> sessions;

    public Sessions(NativeCluster cluster, List<String> sessions) {
        this.api = new ApiClient(cluster.apiUrl(), cluster.apiKey());
        this.sessions = sessions;
    }

    /** Names that were never used before. */
    public static List<String> fresh(int count) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
    }

    @Override
    public void close() throws IOException {
        for (var from = 0; from < sessions.size(); from += BATCH) {
            var commands = sessions.subList(from, Math.min(from + BATCH, sessions.size())).stream()
                    .map(session -> "{\"history_remove\":{\"channel\":\"%s\"}}".formatted(Readers.channel(session)))
                    .collect(Collectors.joining(","));
            api.call("batch", "{\"parallel\":true,\"commands\":[" + commands + "]}");
        }
    }
}
