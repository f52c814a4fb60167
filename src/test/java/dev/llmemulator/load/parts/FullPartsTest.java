package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.parts.FullPart.What;
import org.junit.jupiter.api.Test;

/** The cluster on two processors, with a part in turn that has no room for more. */
class FullPartsTest {
    private static final int SECONDS = 10;
    private static final double TOKENS = 10_000;

    /** Nothing is full. */
    private static RecordedParts calm() {
        return RecordedParts.of(SECONDS, TOKENS, 0.3)
                .machine(0.7, 0.6)
                .part("emulator1", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.1)
                .gauge(PartFigure.PLACES, 90)
                .gauge(PartFigure.PLACES_LIMIT, 10_000)
                .part("emulator2", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.1)
                .gauge(PartFigure.PLACES, 90)
                .gauge(PartFigure.PLACES_LIMIT, 10_000)
                .part("haproxy", PartKind.HAPROXY)
                .rate(PartFigure.CPU_SECONDS, 0.1)
                .rate(PartFigure.DROPPED, 0)
                .gauge(PartFigure.PLACES, 200)
                .gauge(PartFigure.PLACES_LIMIT, 9_000)
                .gauge(PartFigure.PROCESSORS, 2)
                .part("centrifugo1", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.2)
                .gauge(PartFigure.OPEN_FILES, 300)
                .gauge(PartFigure.OPEN_FILES_LIMIT, 20_000)
                .gauge(PartFigure.REPLY_SECONDS, 0.004)
                .part("centrifugo2", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.2)
                .part("redis", PartKind.REDIS)
                .rate(PartFigure.CPU_SECONDS, 0.15)
                .rate(PartFigure.MAIN_THREAD_CPU_SECONDS, 0.14)
                .gauge(PartFigure.DATA_BYTES, 3e8)
                .gauge(PartFigure.DATA_LIMIT_BYTES, 1e9)
                .gauge(PartFigure.REPLY_SECONDS, 0.001);
    }

    @Test
    void fullPart_calmCluster_isNone() {
        assertThat(calm().report().fullParts()).isEmpty();
        assertThat(PartsReport.NONE.fullPart()).isEmpty();
    }

    @Test
    void fullPart_machineFull_namesWhatTakesMostOfIt() {
        var report = calm().machine(0.98, 0.97)
                .part("centrifugo1", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.42)
                .part("centrifugo2", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.4)
                .report();
        assertThat(report.fullPart())
                .hasValue(new FullPart(
                        "centrifugo",
                        What.PROCESSORS,
                        "both processors are full; Centrifugo takes 41 % of them, other programs 19 %"));
    }

    @Test
    void fullPart_machineFullByStrangers_saysSo() {
        var report = RecordedParts.of(SECONDS, TOKENS, 0.1).machine(1, 1).report();
        assertThat(report.fullPart())
                .hasValue(new FullPart(
                        "other",
                        What.PROCESSORS,
                        "both processors are full; other programs take 95 % of them, the load test 5 %"));
    }

    @Test
    void fullPart_machineFullByTheLoadTest_saysSo() {
        var report = calm().machine(0.98, 0.97)
                .part("load_test", PartKind.LOAD_TEST)
                .rate(PartFigure.CPU_SECONDS, 0.9)
                .report();
        assertThat(report.fullPart()).hasValueSatisfying(full -> {
            assertThat(full.part()).isEqualTo("load_test");
            assertThat(full.sentence()).startsWith("both processors are full; the load test takes 45 % of them");
        });
    }

    @Test
    void fullPart_machineFullForLessThanHalfOfTheTime_isNone() {
        var report = calm().machine(0.98, 0.97).report();
        assertThat(report.between(0, 2_900_000).fullParts())
                .as("too short to tell")
                .isEmpty();
        assertThat(report.between(0, 3_000_000).fullParts()).isNotEmpty();
        // The recording ends after 10 s, and the machine then seems to rest.
        assertThat(report.between(0, 25_000_000).fullParts()).isEmpty();
    }

    @Test
    void fullPart_partsHeldToOneProcessor_namesThemTogether() {
        var report = calm().machine(0.6, 0.99)
                .part("centrifugo1", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.5)
                .heldTo("1")
                .part("centrifugo2", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.46)
                .heldTo("1")
                .report();
        assertThat(report.fullParts())
                .containsExactly(
                        new FullPart(
                                "centrifugo",
                                What.OWN_PROCESSORS,
                                "processor 1 of 2, which centrifugo1, centrifugo2 may use, is full; Centrifugo takes 96 % of it"));
    }

    @Test
    void fullPart_oneOfTwoHeldToOneProcessor_namesThatOne() {
        var report = calm().machine(0.99, 0.7)
                .part("emulator2", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.8)
                .heldTo("0")
                .report();
        assertThat(report.fullPart()).hasValueSatisfying(full -> {
            assertThat(full.part()).isEqualTo("emulator2");
            assertThat(full.sentence())
                    .isEqualTo("processor 0 of 2, which emulator2 may use, is full; emulator2 takes 80 % of it");
        });
    }

    @Test
    void fullPart_partAtTheQuotaOfItsControlGroup_isThatOne() {
        var report = calm().part("emulator1", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.29)
                .gauge(PartFigure.PROCESSORS, 0.3)
                .report();
        assertThat(report.fullParts())
                .containsExactly(new FullPart(
                        "emulator1", What.OWN_PROCESSORS, "emulator1 uses 0.29 of the 0.3 processors that it may use"));
    }

    @Test
    void fullPart_partAtItsQuotaOnAFullMachine_comesFirst() {
        var report = calm().machine(0.98, 0.97)
                .part("emulator1", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.05)
                .gauge(PartFigure.PROCESSORS, 0.05)
                .report();
        assertThat(report.fullParts()).extracting(FullPart::what).containsExactly(What.OWN_PROCESSORS, What.PROCESSORS);
    }

    @Test
    void fullPart_partHeldToOneProcessorThatItUsesUp_isNamedOnce() {
        var report = calm().machine(0.99, 0.7)
                .part("emulator2", PartKind.EMULATOR)
                .rate(PartFigure.CPU_SECONDS, 0.95)
                .heldTo("0")
                .report();
        assertThat(report.fullParts())
                .containsExactly(new FullPart(
                        "emulator2", What.OWN_PROCESSORS, "emulator2 uses 0.95 of the 1 processor that it may use"));
    }

    @Test
    void fullPart_partOnAnotherMachine_isFullByWhatItTells() {
        var report = calm().part("centrifugo1", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 3.9)
                .gauge(PartFigure.PROCESSORS, 4)
                .elsewhere()
                .report();
        assertThat(report.fullPart())
                .hasValue(new FullPart(
                        "centrifugo1",
                        What.OWN_PROCESSORS,
                        "centrifugo1 uses 3.90 of the 4 processors that it may use on its machine"));
    }

    @Test
    void fullPart_redisOnOneCore_isItsCore() {
        var report = calm().machine(0.8, 0.7)
                .part("redis", PartKind.REDIS)
                .rate(PartFigure.CPU_SECONDS, 1.02)
                .rate(PartFigure.MAIN_THREAD_CPU_SECONDS, 0.95)
                .report();
        assertThat(report.fullPart())
                .hasValue(new FullPart("redis", What.CORE, "Redis: one core full, and it executes commands on one"));
    }

    @Test
    void fullPart_redisSharesItsProcessorWithAStranger_isRedisAllTheSame() {
        var report = calm().machine(0.6, 1.0)
                .part("redis", PartKind.REDIS)
                .rate(PartFigure.CPU_SECONDS, 0.3)
                .rate(PartFigure.MAIN_THREAD_CPU_SECONDS, 0.3)
                .heldTo("1")
                .report();
        assertThat(report.fullPart())
                .hasValueSatisfying(full -> assertThat(full.sentence())
                        .isEqualTo("processor 1 of 2, which redis may use, is full; Redis takes 30 % of it"));
    }

    @Test
    void fullPart_redisMemory_comesFirst() {
        var report = calm().machine(0.98, 0.97)
                .part("redis", PartKind.REDIS)
                .set(PartFigure.DATA_BYTES, i -> i < 8 ? 5e8 : 9.99e8)
                .gauge(PartFigure.DATA_LIMIT_BYTES, 1e9)
                .report();
        assertThat(report.fullParts()).extracting(FullPart::what).containsExactly(What.DATA, What.PROCESSORS);
        assertThat(report.fullPart())
                .hasValueSatisfying(
                        full -> assertThat(full.sentence()).isEqualTo("Redis' memory: 999 MB of 1.00 GB (maxmemory)"));
    }

    @Test
    void fullPart_haproxyAtItsLimit_saysHowMany() {
        var report = calm().part("haproxy", PartKind.HAPROXY)
                .set(PartFigure.PLACES, i -> i < 5 ? 8_000 : 9_000)
                .gauge(PartFigure.PLACES_LIMIT, 9_000)
                .report();
        assertThat(report.fullParts())
                .containsExactly(
                        new FullPart("haproxy", What.CONNECTIONS, "HAProxy's connection limit: 9,000 of 9,000"));
    }

    @Test
    void fullPart_haproxyTouchedItsLimitOnce_isNone() {
        var report = calm().part("haproxy", PartKind.HAPROXY)
                .set(PartFigure.PLACES, i -> i == 5 ? 9_000 : 8_000)
                .gauge(PartFigure.PLACES_LIMIT, 9_000)
                .report();
        assertThat(report.fullParts()).isEmpty();
    }

    @Test
    void fullPart_emulatorsPlaces_onlyIfNoneHasRoom() {
        var oneFull = calm().part("emulator1", PartKind.EMULATOR)
                .gauge(PartFigure.PLACES, 100)
                .gauge(PartFigure.PLACES_LIMIT, 100);
        assertThat(oneFull.report().fullParts()).isEmpty();
        var bothFull = oneFull.part("emulator2", PartKind.EMULATOR)
                .set(PartFigure.PLACES, i -> 97 + i % 2)
                .gauge(PartFigure.PLACES_LIMIT, 100)
                .rate(PartFigure.DROPPED, 40);
        assertThat(bothFull.report().fullParts())
                .containsExactly(new FullPart(
                        "emulator", What.ANSWERS, "the emulators' places: 198 of 200 answers under way (MAX_ANSWERS)"));
    }

    @Test
    void fullPart_openFiles_saysHowMany() {
        var report = calm().part("centrifugo1", PartKind.CENTRIFUGO)
                .set(PartFigure.OPEN_FILES, i -> 960 + i)
                .gauge(PartFigure.OPEN_FILES_LIMIT, 1_000)
                .report();
        assertThat(report.fullParts())
                .containsExactly(
                        new FullPart("centrifugo1", What.OPEN_FILES, "centrifugo1's open files: 970 of 1,000"));
    }

    @Test
    void fullPart_partThatLetsWaitThoughProcessorsAreFree_isThatOne() {
        var report = calm().part("redis", PartKind.REDIS)
                .rate(PartFigure.CPU_SECONDS, 0.01)
                .gauge(PartFigure.CONNECTIONS, 8)
                .set(PartFigure.REPLY_SECONDS, i -> i % 3 == 0 ? 0.001 : 0.25)
                .report();
        assertThat(report.fullParts())
                .containsExactly(new FullPart(
                        "redis", What.REPLIES, "Redis lets wait: half of what it is asked takes 250 ms or more"));
    }

    @Test
    void fullPart_haproxyWhoseCpuIsNotKnown_isTakenAtItsWord() {
        var report = calm().part("haproxy", PartKind.HAPROXY)
                .gauge(PartFigure.CPU_SECONDS, Double.NaN)
                .gauge(PartFigure.BUSY_SHARE, 0.97)
                .elsewhere()
                .report();
        assertThat(report.fullPart())
                .hasValue(new FullPart("haproxy", What.CORE, "HAProxy: its threads are busy 97 % of the time"));
    }
}
