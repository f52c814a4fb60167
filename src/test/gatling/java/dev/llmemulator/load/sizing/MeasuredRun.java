package dev.llmemulator.load.sizing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured of the cluster's parts, as its {@code summary.json} tells.
 *
 * @param tokens received while the parts were watched
 * @param tokensPerAnswer of a complete answer, on average
 * @param parts those that a user needs, in the order of the way of a token
 */
record MeasuredRun(Path file, double seconds, double tokens, double tokensPerAnswer, List<Part> parts) {
    private static final JsonMapper JSON = new JsonMapper();

    static final String EMULATOR = "emulator";
    static final String CENTRIFUGO = "centrifugo";
    static final String REDIS = "redis";
    static final String HAPROXY = "haproxy";

    /** How long Redis keeps the tokens of an answer ({@code history_ttl} in {@code centrifugo/config.json}). */
    static final double KEPT_SECONDS = 180;

    /** The parts of a cluster; the load test and whatever else the machine does are none. */
    private static final List<String> KINDS = List.of(EMULATOR, CENTRIFUGO, REDIS, HAPROXY);

    /** Those whose memory grows with the connections of users. */
    private static final List<String> OF_CONNECTIONS = List.of(CENTRIFUGO, HAPROXY);

    /**
     * One kind of part, all its instances together.
     *
     * @param usPerToken processor time in microseconds; null if it was not measured
     * @param kbEach memory of a connection, of Redis that of a token; null if it was not measured
     * @param baseMb memory without any of them
     * @param connections most at once; 0 if not told
     * @param placesPerInstance its scarcest limit; null if it has none or does not tell
     * @param memoryFrom the other run that told the memory; null if it was this one
     */
    record Part(
            String kind,
            @Nullable Double usPerToken,
            @Nullable Double kbEach,
            @Nullable Double baseMb,
            double connections,
            @Nullable Double placesPerInstance,
            @Nullable Path memoryFrom) {
        /** The same, with the memory that another run told, if that one did. */
        Part withMemoryOf(@Nullable Part other, Path from) {
            return other == null || other.kbEach == null
                    ? this
                    : new Part(kind, usPerToken, other.kbEach, other.baseMb, connections, placesPerInstance, from);
        }
    }

    /**
     * Reads a file, or the one in a report's folder.
     *
     * @throws IllegalArgumentException with a message for the user if it tells too little
     */
    static MeasuredRun read(Path given) {
        var file = file(given);
        var run = watched(file);
        var parts = run.path("parts");
        var tokens = parts.path("tokens").asDouble();
        var answers = run.at("/answers/passed").asDouble();
        if (tokens <= 0 || answers <= 0 || parts.path("seconds").asDouble() <= 0) {
            throw new IllegalArgumentException(file + " has no complete answers to size anything by");
        }
        var all = new ArrayList<Part>();
        for (var kind : KINDS) {
            var part = part(kind, parts);
            if (part != null) {
                all.add(kind.equals(REDIS) ? ofData(part, parts) : part);
            }
        }
        if (all.stream().allMatch(part -> part.usPerToken == null)) {
            throw new IllegalArgumentException(
                    file + " does not tell the processor time of any part: " + reasons(parts.path("not_watched")));
        }
        return new MeasuredRun(
                file,
                parts.path("seconds").asDouble(),
                tokens,
                run.path("tokens").asDouble() / answers,
                List.copyOf(all));
    }

    /**
     * The same, with the memory of a connection from another run where this one does not tell, such as one of Idle.
     *
     * @throws IllegalArgumentException with a message for the user if nothing is known from that one
     */
    MeasuredRun withMemoryOf(Path given) {
        var file = file(given);
        var others = watched(file).path("parts");
        var known = parts.stream()
                .map(part -> part.kbEach == null && OF_CONNECTIONS.contains(part.kind)
                        ? part.withMemoryOf(part(part.kind, others), file)
                        : part)
                .toList();
        if (known.equals(parts)) {
            throw new IllegalArgumentException(
                    file + " tells no memory of a connection that " + this.file + " does not tell");
        }
        return new MeasuredRun(this.file, seconds, tokens, tokensPerAnswer, known);
    }

    private static Path file(Path given) {
        return Files.isDirectory(given) ? given.resolve("summary.json") : given;
    }

    /** The summary of a run that watched the parts of a cluster. */
    private static JsonNode watched(Path file) {
        var run = json(file);
        if (!run.has("schema_version") || !run.has("answers")) {
            throw new IllegalArgumentException(file + " is not a summary.json of this load test");
        }
        if (!run.path("parts").isObject()) {
            throw new IllegalArgumentException(file
                    + " tells nothing of the cluster's parts: run the load test with -Dtarget=cluster and -Dwatch");
        }
        return run;
    }

    private static JsonNode json(Path file) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no " + file);
        }
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
    }

    private static String reasons(JsonNode notWatched) {
        var all = new ArrayList<String>();
        notWatched.forEach(each ->
                all.add(each.path("name").asText() + " (" + each.path("reason").asText() + ")"));
        return all.isEmpty() ? "none was watched" : String.join(", ", all);
    }

    private static @Nullable Part part(String kind, JsonNode parts) {
        var watched = parts.path("watched")
                .valueStream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .toList();
        var us = parts.path("cpu")
                .valueStream()
                .filter(each -> each.path("part").asText().equals(kind))
                .map(each -> each.path("us_per_token"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble)
                .reduce(Double::sum)
                .orElse(null);
        if (watched.isEmpty() && us == null) {
            return null;
        }
        Double kb = null;
        Double places = null;
        var memory = 0.0;
        var memoryKnown = false;
        var connections = 0.0;
        for (var each : watched) {
            kb = larger(kb, each.path("kb_per_connection"));
            places = larger(places, each.at("/gauges/places_limit/last"));
            connections += each.at("/gauges/connections/most").asDouble();
            var bytes = each.at("/gauges/memory_bytes/most");
            memoryKnown |= bytes.isNumber();
            memory += bytes.asDouble() / 1e6;
        }
        var ofConnections = kb == null ? 0 : connections * kb / 1e3;
        Double base = memoryKnown ? Math.max(0, memory - ofConnections) : null;
        return new Part(kind, us, kb, base, connections, places, null);
    }

    /** The memory of Redis grows with the tokens that it keeps, and not with its connections. */
    private static Part ofData(Part redis, JsonNode parts) {
        var data = parts.path("watched")
                .valueStream()
                .filter(each -> each.path("kind").asText().equals(REDIS))
                .map(each -> each.at("/gauges/data_bytes"))
                .filter(JsonNode::isObject)
                .findFirst();
        if (data.isEmpty()) {
            return new Part(REDIS, redis.usPerToken, null, redis.baseMb, 0, null, null);
        }
        var first = data.get().path("first").asDouble();
        var share = Math.min(1, KEPT_SECONDS / parts.path("seconds").asDouble());
        var grown = Math.max(0, data.get().path("most").asDouble() - first);
        var kb = grown / (parts.path("tokens").asDouble() * share) / 1e3;
        return new Part(REDIS, redis.usPerToken, kb, first / 1e6, 0, null, null);
    }

    private static @Nullable Double larger(@Nullable Double known, JsonNode value) {
        return value.isNumber() ? (Double) Math.max(known == null ? 0 : known, value.asDouble()) : known;
    }

    private static double connections(List<Part> parts, String kind) {
        return parts.stream()
                .filter(part -> part.kind.equals(kind))
                .mapToDouble(Part::connections)
                .sum();
    }

    /** Users that were connected at once. */
    double users() {
        return connections(parts, CENTRIFUGO);
    }

    double tokensPerSecond() {
        return tokens / seconds;
    }
}
