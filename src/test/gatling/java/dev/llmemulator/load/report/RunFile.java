package dev.llmemulator.load.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code summary.json} of a run. */
record RunFile(Path path, JsonNode json) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Why a file cannot be compared, in words for its user. */
    static final class UnusableException extends Exception {
        UnusableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** @param given the file, or the folder of the report that it lies in */
    static RunFile read(Path given) throws UnusableException {
        Path path = Files.isDirectory(given) ? given.resolve("summary.json") : given;
        if (!Files.exists(path)) {
            throw new UnusableException("there is no " + path, null);
        }
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(path));
        } catch (JsonProcessingException e) {
            throw new UnusableException(path + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UnusableException(path + " cannot be read: " + e, e);
        }
        if (json.path("schema_version").asInt() < 1
                || !json.path("percentiles_ms").isObject()) {
            throw new UnusableException(
                    path + " is no summary.json of this load test, or of a version that did not tell intervals yet",
                    null);
        }
        return new RunFile(path, json);
    }

    String verdict() {
        return json.path("verdict").asText();
    }

    /** Answers that were asked for and did not come whole, for whatever reason. */
    long answersNotWhole() {
        var answers = json.path("answers");
        return answers.path("expected").asLong() - answers.path("passed").asLong();
    }

    /** What every inter-token latency should be; 0 where that is not one and the same. */
    double tokenDelayMs() {
        return json.at("/settings/delay").asDouble() * 1000;
    }

    /** Broken promises of all kinds, over all streams. */
    long violations() {
        var sum = 0L;
        for (JsonNode each : json.path("violations")) {
            sum += each.asLong();
        }
        return sum;
    }

    /** A figure without an interval, by its JSON pointer. */
    Figure plain(String pointer) {
        var value = json.at(pointer);
        return value.isNumber() ? new Figure(value.asDouble(), null) : Figure.NONE;
    }

    /** A percentile, by its name and the JSON pointer to its object. */
    Figure percentile(String pointer, String name) {
        var value = json.at(pointer).path(name);
        if (!value.isNumber()) {
            return Figure.NONE;
        }
        var interval = json.at(pointer).path("ci95").path(name);
        return new Figure(
                value.asDouble(),
                interval.isObject()
                        ? new Figure.Interval(
                                interval.path("low").asDouble(),
                                interval.path("high").asDouble())
                        : null);
    }

    /**
     * What should be alike in both runs, in words: simulation, settings and versions. The seed is not among them: see
     * {@link #seedOfDraws}.
     */
    Map<String, String> circumstances() {
        var all = new LinkedHashMap<String, String>();
        all.put("simulation", json.path("simulation").asText());
        for (String object : new String[] {"settings", "versions"}) {
            json.path(object)
                    .properties()
                    .forEach(each -> all.put(
                            object + "." + each.getKey(), each.getValue().asText()));
        }
        all.remove("settings.seed");
        return all;
    }

    /** The seed where it chooses lengths and paces too; null for the constant model, where it chooses nothing but the words. */
    @Nullable
    String seedOfDraws() {
        var settings = json.path("settings");
        var draws = !settings.path("model").asText("constant").equals("constant");
        return draws ? settings.path("seed").asText() : null;
    }
}
