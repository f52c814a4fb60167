package dev.llmemulator.load.settings;

import dev.llmemulator.settings.SettingType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Models by weight: which part of the answers each gives. */
public record Mix(Map<String, Integer> weights) {
    private static final int MOST_MODELS = 20;
    private static final SettingType<String> NAME = SettingType.name();
    private static final SettingType<Integer> WEIGHT = SettingType.integer(1, 1000);

    static final SettingType<Mix> TYPE = new SettingType<>(
            "MODELS",
            "1 to %d different MODEL:WEIGHT, separated by commas, like chat:70,fast:30; a weight is %s"
                    .formatted(MOST_MODELS, WEIGHT.accepts()),
            Mix::read);

    /** Most of a chat, some short answers, and a few long thoughts. */
    static final Mix USUAL = read("chat:70,fast:20,reasoning:10").orElseThrow();

    private static Optional<Mix> read(String text) {
        var parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        var weights = new LinkedHashMap<String, Integer>();
        for (var part : parts) {
            var pair = part.split(":", -1);
            if (pair.length != 2) {
                return Optional.empty();
            }
            var name = NAME.reader().apply(pair[0].strip());
            var weight = WEIGHT.reader().apply(pair[1].strip());
            if (name.isEmpty() || weight.isEmpty() || weights.put(name.get(), weight.get()) != null) {
                return Optional.empty();
            }
        }
        return weights.size() <= MOST_MODELS ? Optional.of(new Mix(weights)) : Optional.empty();
    }

    public List<String> models() {
        return List.copyOf(weights.keySet());
    }

    /** The model of a number from 0 to 1, evenly distributed. */
    String model(double drawn) {
        var left = drawn * weights.values().stream().mapToInt(Integer::intValue).sum();
        var last = "";
        for (var each : weights.entrySet()) {
            last = each.getKey();
            left -= each.getValue();
            if (left < 0) {
                break;
            }
        }
        return last;
    }

    @Override
    public String toString() {
        return weights.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining(","));
    }
}
