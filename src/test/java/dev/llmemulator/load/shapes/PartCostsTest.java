package dev.llmemulator.load.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.llmemulator.load.parts.PartFigure;
import dev.llmemulator.load.parts.PartKind;
import dev.llmemulator.load.parts.RecordedParts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A cluster of known costs: 500 users come within 50 s, to each of two nodes, and stay. */
class PartCostsTest {
    private static final int SECONDS = 100;
    private static final int USERS = 1_000;
    private static final long SECOND_US = 1_000_000;

    private final RecordedParts parts = RecordedParts.of(SECONDS, 0, 0.02)
            .gauge(PartFigure.MEMORY_BYTES, 3e8)
            .part("centrifugo1", PartKind.CENTRIFUGO)
            .rate(PartFigure.CPU_SECONDS, 0.004)
            .set(PartFigure.CONNECTIONS, i -> Math.min(500, i * 10))
            .set(PartFigure.MEMORY_BYTES, i -> 5e7 + Math.min(500, i * 10) * 40 * 1024)
            .part("centrifugo2", PartKind.CENTRIFUGO)
            .rate(PartFigure.CPU_SECONDS, 0.006)
            .set(PartFigure.CONNECTIONS, i -> Math.min(500, i * 10))
            .set(PartFigure.MEMORY_BYTES, i -> 5e7 + Math.min(500, i * 10) * 44 * 1024)
            .part("redis", PartKind.REDIS)
            .gauge(PartFigure.MEMORY_BYTES, 12 * 1024 * 1024)
            .set(PartFigure.KEYS, i -> i)
            .gauge(PartFigure.KEY_LIFE_SECONDS, 20)
            .gauge(PartFigure.OPEN_FILES, 30);

    @Test
    void addParts_ofNodesWithUsers_tellsTheBytesAndTheCpuOfEach() {
        var facts = new LinkedHashMap<String, String>();
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        var told = parts.report();
        IdleObserver.addParts(
                USERS,
                told.between(0, SECONDS * SECOND_US),
                told.between(60 * SECOND_US, SECONDS * SECOND_US),
                facts,
                numbers);
        // Both nodes together take 10 ms of CPU in a second, for 1,000 users.
        assertThat(numbers.get("centrifugo_cpu_us_per_user_second")).isCloseTo(10, within(0.3));
        assertThat(numbers.get("centrifugo_kb_per_user")).isCloseTo(42, within(0.5));
        assertThat(facts)
                .hasEntrySatisfying(
                        "Centrifugo × 2, for each user",
                        fact -> assertThat(fact).startsWith("42.0 KB, ").endsWith(" us of CPU a second"));
        assertThat(facts.keySet()).noneMatch(name -> name.contains("load test") || name.contains("machine"));
    }

    @Test
    void samples_beforeTheFirstKeysHaveExpired_haveNoKeys() {
        var told = parts.report().between(0, SECONDS * SECOND_US);
        assertThat(PartSamples.of(told, 39)).doesNotContainKey("redis, keys");
        assertThat(PartSamples.of(told, 41)).containsKey("redis, keys");
    }

    @Test
    void samples_ofParts_areTheirLatestValues_withoutTheLoadTests() {
        assertThat(PartSamples.of(parts.report().between(0, SECONDS * SECOND_US), SECONDS))
                .contains(
                        entry("redis, memory, MB", 12.0),
                        entry("redis, keys", (double) SECONDS),
                        entry("redis, files open", 30.0))
                .containsKeys("centrifugo1, memory, MB", "centrifugo2, memory, MB")
                .hasSize(5);
        assertThat(PartSamples.of(parts.report().between(SECONDS * 2 * SECOND_US, SECONDS * 3 * SECOND_US), SECONDS))
                .isEqualTo(Map.of());
    }
}
