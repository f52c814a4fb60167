package dev.llmemulator.load.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code summary.json} of a run. */
record RunFile(Path path, JsonNode json) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Reads a file, or the one in a report's folder; throws with a message for the user if it cannot be compared. */
    static RunFile read(Path given) {
        Path path = Files.isDirectory(given) ? SummaryFile.JSON.in(given) : given;
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("there is no " + path);
        }
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(path));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(path + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + " cannot be read: " + e, e);
        }
        if (json.path("schema_version").asInt() < 1
                || !json.path("percentiles_ms").isObject()) {
            throw new IllegalArgumentException(path
                    + " is not a summary.json of this load test, or is from a version without confidence intervals");
        }
        return new RunFile(path, json);
    }

    String verdict() {
        return json.path("verdict").asText();
    }

    /** Answers that were asked for and did not arrive complete, for whatever reason. */
    long incompleteAnswers() {
        var answers = json.path("answers");
        return answers.path("expected").asLong() - answers.path("passed").asLong();
    }

    double tokenDelayMs() {
        return json.at("/settings/delay").asDouble() * 1000;
    }

    long violations() {
        return json.path("violations").valueStream().mapToLong(JsonNode::asLong).sum();
    }

    Figure plain(String pointer) {
        var value = json.at(pointer);
        return new Figure(value.isNumber() ? value.asDouble() : null, null);
    }

    /** A percentile, by its name and the JSON pointer to its object. */
    Figure percentile(String pointer, String name) {
        var interval = json.at(pointer).path("ci95").path(name);
        var low = interval.path("low").asDouble();
        var high = interval.path("high").asDouble();
        var value = plain(pointer + "/" + name).value();
        return new Figure(value, interval.isObject() ? new Figure.Interval(low, high) : null);
    }

    /** A share with its interval, by the JSON pointer to its object. */
    Figure share(String pointer) {
        var share = json.at(pointer);
        return new Figure(
                plain(pointer + "/share").value(),
                new Figure.Interval(
                        share.path("low").asDouble(), share.path("high").asDouble()));
    }

    /** What should be the same in both runs: simulation, settings and versions, but not the seed. */
    Map<String, String> circumstances() {
        var all = new LinkedHashMap<String, String>();
        all.put("simulation", json.path("simulation").asText());
        for (String object : List.of("settings", "versions")) {
            json.path(object).forEachEntry((name, value) -> all.put(object + "." + name, value.asText()));
        }
        all.remove("settings.seed");
        all.put("settings.transport", transport());
        return all;
    }

    /** How answers came. Older runs knew only one way. */
    String transport() {
        return json.at("/settings/transport").asText("websocket");
    }

    /** The seed if it decides lengths and paces; null for the constant model, where it decides only the words. */
    @Nullable
    String seedOfDraws() {
        var settings = json.path("settings");
        var draws = !settings.path("model").asText("constant").equals("constant");
        return draws ? settings.path("seed").asText() : null;
    }
}
