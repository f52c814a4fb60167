package dev.llmemulator.load.settings;

import dev.llmemulator.settings.SettingType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a bad network does to what passes.
 *
 * @param latencyMs added to a round trip
 * @param jitterMs by which that differs, up or down
 * @param lossPercent of packets that are lost, and sent again
 * @param kbit the most that pass in a second, each way; 0 for any number
 */
public record BadLink(int latencyMs, int jitterMs, int lossPercent, int kbit) {
    private static final Map<String, SettingType<Integer>> PARTS = Map.of(
            "latency", SettingType.integer(0, 10_000),
            "jitter", SettingType.integer(0, 10_000),
            "loss", SettingType.integer(0, 50),
            "kbit", SettingType.integer(8, 1_000_000));

    static final String USUAL = "latency:100,jitter:30,loss:2,kbit:1000";

    static final SettingType<BadLink> TYPE = new SettingType<>(
            "FAULTS",
            "some of latency:MS, jitter:MS (at most as much as latency), loss:PERCENT (at most 50) and kbit:N (at least 8),"
                    + " separated by commas, like " + USUAL,
            BadLink::read);

    private static Optional<BadLink> read(String text) {
        var values = new HashMap<String, Integer>();
        for (var part : text.split(",", -1)) {
            var pair = part.strip().split(":", -1);
            var type = PARTS.get(pair[0]);
            var value = type == null || pair.length != 2
                    ? Optional.<Integer>empty()
                    : type.reader().apply(pair[1].strip());
            if (value.isEmpty() || values.put(pair[0], value.get()) != null) {
                return Optional.empty();
            }
        }
        var link = new BadLink(
                values.getOrDefault("latency", 0),
                values.getOrDefault("jitter", 0),
                values.getOrDefault("loss", 0),
                values.getOrDefault("kbit", 0));
        return link.jitterMs <= link.latencyMs ? Optional.of(link) : Optional.empty();
    }

    @Override
    public String toString() {
        return "latency:%d,jitter:%d,loss:%d%s"
                .formatted(latencyMs, jitterMs, lossPercent, kbit == 0 ? "" : ",kbit:" + kbit);
    }
}
