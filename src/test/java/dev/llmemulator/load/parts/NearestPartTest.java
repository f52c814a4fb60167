package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.parts.FullPart.What;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A cluster of which no part is full: that which came nearest to it. */
class NearestPartTest {
    private static final int SECONDS = 10;
    private static final double TOKENS = 10_000;

    private static RecordedParts cluster() {
        return RecordedParts.of(SECONDS, TOKENS, 0.3)
                .machine(0.9, 0.84)
                .part("emulator1", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.2)
                .gauge(PartFigure.PLACES, 90)
                .gauge(PartFigure.PLACES_LIMIT, 1_000)
                .part("haproxy", PartKind.HAPROXY)
                .rate(PartFigure.CPU_SECONDS, 0.1)
                .gauge(PartFigure.PLACES, 200)
                .gauge(PartFigure.PLACES_LIMIT, 9_000)
                .part("centrifugo1", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.5)
                .part("redis", PartKind.REDIS)
                .rate(PartFigure.CPU_SECONDS, 0.2)
                .gauge(PartFigure.DATA_BYTES, 3e8)
                .gauge(PartFigure.DATA_LIMIT_BYTES, 1e9);
    }

    private static void assertNearest(RecordedParts cluster, String part, What what, double share, String sentence) {
        var report = cluster.report();
        assertThat(report.fullParts()).isEmpty();
        assertThat(report.nearestPart()).hasValueSatisfying(nearest -> {
            assertThat(nearest.sentence()).isEqualTo(sentence);
            assertThat(nearest.part()).isEqualTo(part);
            assertThat(nearest.what()).isEqualTo(what);
            assertThat(nearest.share()).isCloseTo(share, Offset.offset(0.001));
        });
    }

    @Test
    void nearestPart_busyProcessors_saysHowBusyAndWhoTakesThem() {
        assertNearest(
                cluster(),
                "centrifugo",
                What.PROCESSORS,
                0.87,
                "both processors are 87 % busy; Centrifugo takes 25 % of them, other programs 22 %");
    }

    @Test
    void nearestPart_somethingIsFull_isNone() {
        var report = cluster().machine(0.98, 0.97).report();
        assertThat(report.fullParts()).isNotEmpty();
        assertThat(report.nearestPart()).isEmpty();
    }

    @Test
    void nearestPart_nothingKnown_isNone() {
        assertThat(PartsReport.NONE.nearestPart()).isEmpty();
        assertThat(cluster().report().between(20_000_000, 30_000_000).nearestPart())
                .isEmpty();
    }

    @Test
    void nearestPart_partNearItsOwnLimit_isThatOne() {
        assertNearest(
                cluster()
                        .part("emulator1", PartKind.EMULATOR)
                        .rate(PartFigure.CPU_SECONDS, 0.264)
                        .gauge(PartFigure.PROCESSORS, 0.3),
                "emulator1",
                What.OWN_PROCESSORS,
                0.88,
                "emulator1 uses 0.26 of the 0.3 processors that it may use");
    }

    @Test
    void nearestPart_partsHeldToABusyProcessor_saysWhichOne() {
        assertNearest(
                cluster()
                        .machine(0.5, 0.92)
                        .part("redis", PartKind.REDIS)
                        .rate(PartFigure.CPU_SECONDS, 0.6)
                        .heldTo("1"),
                "redis",
                What.OWN_PROCESSORS,
                0.92,
                "processor 1 of 2, which redis may use, is 92 % busy; Redis takes 60 % of it");
    }

    @Test
    void nearestPart_redisOnOneCore_isItsCore() {
        assertNearest(
                cluster()
                        .machine(0.8, 0.7)
                        .part("redis", PartKind.REDIS)
                        .rate(PartFigure.MAIN_THREAD_CPU_SECONDS, 0.85),
                "redis",
                What.CORE,
                0.85,
                "Redis executes commands on one core, which is 85 % busy");
    }

    @Test
    void nearestPart_haproxyWhoseCpuIsNotKnown_isTakenAtItsWord() {
        assertNearest(
                cluster()
                        .machine(0.8, 0.7)
                        .part("haproxy", PartKind.HAPROXY)
                        .gauge(PartFigure.CPU_SECONDS, Double.NaN)
                        .gauge(PartFigure.BUSY_SHARE, 0.85)
                        .elsewhere(),
                "haproxy",
                What.CORE,
                0.85,
                "HAProxy: its threads are busy 85 % of the time");
    }

    @Test
    void nearestPart_redisMemory_countsByTheMost() {
        assertNearest(
                cluster().part("redis", PartKind.REDIS).set(PartFigure.DATA_BYTES, i -> i < 8 ? 5e8 : 9.5e8),
                "redis",
                What.DATA,
                0.95,
                "Redis' memory: 950 MB of 1.00 GB (maxmemory)");
    }

    @Test
    void nearestPart_connections_countByTheMost() {
        assertNearest(
                cluster().part("haproxy", PartKind.HAPROXY).set(PartFigure.PLACES, i -> 8_000 + i * 60),
                "haproxy",
                What.CONNECTIONS,
                8_600.0 / 9_000,
                "HAProxy's connection limit: 8,600 of 9,000");
    }

    @Test
    void nearestPart_openFiles_countByTheMost() {
        assertNearest(
                cluster()
                        .part("centrifugo1", PartKind.CENTRIFUGO)
                        .gauge(PartFigure.OPEN_FILES, 900)
                        .gauge(PartFigure.OPEN_FILES_LIMIT, 1_000),
                "centrifugo1",
                What.OPEN_FILES,
                0.9,
                "centrifugo1's open files: 900 of 1,000");
    }

    @Test
    void nearestPart_placesOfTheEmulators_areThoseOfTheOneThatHasMostRoom() {
        var oneNearlyFull = cluster()
                .part("emulator1", PartKind.EMULATOR)
                .gauge(PartFigure.PLACES, 950)
                .part("emulator2", PartKind.EMULATOR)
                .gauge(PartFigure.PLACES, 100)
                .gauge(PartFigure.PLACES_LIMIT, 1_000);
        assertThat(oneNearlyFull.report().nearestPart())
                .hasValueSatisfying(nearest -> assertThat(nearest.what()).isEqualTo(What.PROCESSORS));
        assertNearest(
                oneNearlyFull.part("emulator2", PartKind.EMULATOR).gauge(PartFigure.PLACES, 910),
                "emulator",
                What.ANSWERS,
                0.91,
                "the emulators' places: 1,860 of 2,000 answers under way (MAX_ANSWERS)");
    }
}
