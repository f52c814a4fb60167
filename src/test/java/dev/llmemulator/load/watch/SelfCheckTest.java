package dev.llmemulator.load.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfCheckTest {
    private static final Duration LIMIT = Duration.ofMillis(50);
    private static final int LATE_MS = 80;
    private static final CpuShare IDLE = new CpuShare(0.1, 0.3);
    private static final CpuShare FULL = new CpuShare(0.8, 0.97);
    private static final CpuShare NONE_STOLEN = new CpuShare(0, 0);
    private static final Processors FREE = new Processors(2, IDLE, IDLE, NONE_STOLEN, 0);
    private static final OpenFiles FEW = new OpenFiles(595, 20_000);

    @ParameterizedTest
    @CsvSource({
        "0, 1000, true",
        "10, 1000, true",
        "11, 1000, false",
        "100, 10000, true",
        "101, 10000, false",
        // A percent of so few is a hiccup: as for any percentile, ten have to lie beyond.
        "9, 100, true",
        "10, 100, false",
    })
    void of_lateProbes_isFitUpToOnePercent(int late, int probes, boolean fit) {
        Histogram some = probes(late, probes);
        Histogram none = probes(0, 1000);
        assertThat(check(some, none, GcPauses.NONE, FREE, FEW).fit()).isEqualTo(fit);
        assertThat(check(none, some, GcPauses.NONE, FREE, FEW).fit()).isEqualTo(fit);
    }

    @Test
    void of_limitOfTheSetting_isTheOneThatCounts() {
        var late = new SelfFigures(10, probes(1000, 1000), probes(0, 1000), GcPauses.NONE, FREE, FEW, 0);
        assertThat(SelfCheck.of(late, Duration.ofMillis(LATE_MS), false).fit()).isTrue();
        assertThat(SelfCheck.of(late, Duration.ofMillis(LATE_MS - 1), false).lateness())
                .isEqualTo(new Finding(
                        "at most 1 % of its probes more than 79 ms late",
                        "100.0 % on event loops, 0.0 % on a bare thread", false));
    }

    @Test
    void of_fit_hasNoCausesHoweverFullTheProcessorsWere() {
        var full = new Processors(2, FULL, FULL, FULL, 0);
        SelfCheck check = check(probes(0, 1000), probes(0, 1000), new GcPauses(100, 5, 40), full, FEW);
        assertThat(check.fit()).isTrue();
        assertThat(check.causes()).isEmpty();
        assertThat(check.cause()).isEmpty();
        assertThat(check.advice()).isEmpty();
    }

    @Test
    void of_longPauses_blamesGarbageCollection() {
        assertThat(late(new GcPauses(10, 0.2, 60), FREE).cause())
                .isEqualTo("garbage collection halted it for 2 % of the time, up to 60 ms at once");
        assertThat(late(new GcPauses(10, 0.2, 60), FREE).advice()).contains("fewer clients, or more processors");
        assertThat(late(new GcPauses(200, 1.1, 6), FREE).advice()).isEqualTo("more memory (-Dgatling.maxHeap=4g)");
    }

    @Test
    void of_pausesTooShortOrTooFew_doesNotBlameGarbageCollection() {
        assertThat(late(new GcPauses(20, 0.2, 40), FREE).cause()).doesNotContain("garbage");
        assertThat(late(new GcPauses(1, 0.08, 80), FREE).cause()).doesNotContain("garbage");
    }

    @Test
    void of_processorsFullOfThisProcess_asksForLessLoad() {
        SelfCheck check = late(GcPauses.NONE, new Processors(2, FULL, FULL, NONE_STOLEN, 0));
        assertThat(check.cause()).isEqualTo("it used 80 % of its 2 processors, up to 97 % in a second");
        assertThat(check.advice()).isEqualTo("fewer clients, a longer delay, or more processors");
        var inContainer = new Processors(1, IDLE, FULL, NONE_STOLEN, 0);
        assertThat(late(GcPauses.NONE, inContainer).cause()).startsWith("it used 80 % of its 1 processors");
    }

    @Test
    void of_processorsFullOfOthers_asksForAMachineOfItsOwn() {
        SelfCheck check = late(GcPauses.NONE, new Processors(2, FULL, IDLE, NONE_STOLEN, 0));
        assertThat(check.cause()).isEqualTo("programs beside it used 70 % of the processors, and it 10 %");
        assertThat(check.advice()).isEqualTo("fewer clients, or a machine of its own for the load test");
    }

    @Test
    void cause_clusterOnTheSameMachine_isToldApartFromProgramsBeside() {
        var beside = new Processors(2, FULL, IDLE, NONE_STOLEN, 0);
        var cluster = late(GcPauses.NONE, beside.withCluster(0.6));
        assertThat(cluster.advice())
                .isEqualTo("fewer clients, a machine of its own for the load test, or servers that yield to it"
                        + " (docs/capacity.md)");
        assertThat(cluster.cause())
                .isEqualTo("the cluster's servers, on its machine, used 60 % of the processors, it 10 %, and other"
                        + " programs 10 %");
        assertThat(late(GcPauses.NONE, beside.withCluster(0.2)).cause())
                .isEqualTo(
                        "programs beside it used 50 % of the processors, and it 10 %, and the cluster's servers 20 %");
    }

    @Test
    void of_stolenTime_blamesTheHypervisor() {
        SelfCheck check = late(GcPauses.NONE, new Processors(2, IDLE, IDLE, new CpuShare(0.05, 0.2), 0));
        assertThat(check.cause()).isEqualTo("the hypervisor gave up to 20 % of the processors' time to other machines");
        assertThat(check.advice()).contains("shares its processors with no other");
    }

    @Test
    void of_loopsLateAndAllElseWell_looksForAStepThatBlocks() {
        SelfCheck check = late(GcPauses.NONE, FREE);
        assertThat(check.cause()).contains("held up its event loops");
        assertThat(check.advice()).contains("step or check");
    }

    @Test
    void of_muchCompiling_asksForAWarmUp() {
        var cold = cold(1.6);
        assertThat(cold.cause())
                .isEqualTo("it was cold: its classes were still being loaded and compiled"
                        + " (the compiler worked 16 % of the time)");
        assertThat(cold.advice()).isEqualTo("a warm-up (-Dwarmup=8), or a longer one");
        assertThat(cold(1.4).cause()).as("as much as a warm run compiles").doesNotContain("cold");
    }

    private static SelfCheck cold(double compileSeconds) {
        return late(GcPauses.NONE, FREE, compileSeconds, false);
    }

    @Test
    void of_threadLateAndAllElseWell_blamesTheOperatingSystem() {
        SelfCheck check = check(probes(1000, 1000), probes(1000, 1000), GcPauses.NONE, FREE, FEW);
        assertThat(check.cause()).contains("the operating system did not let it run");
        assertThat(check.advice()).contains("limit of the container");
    }

    @Test
    void of_nothingKnownOfTheMachine_stillFindsACause() {
        assertThat(late(GcPauses.NONE, new Processors(2, null, null, null, 0)).causes())
                .hasSize(1);
    }

    @Test
    void of_embeddedServersAndOwnLoad_namesThemAsWell() {
        SelfCheck full = late(GcPauses.NONE, new Processors(2, FULL, FULL, NONE_STOLEN, 0), 0, true);
        assertThat(full.cause()).endsWith("; the servers take their share of the same process");
        assertThat(full.advice()).contains("servers on another machine");
        SelfCheck crowded = late(GcPauses.NONE, new Processors(2, FULL, IDLE, NONE_STOLEN, 0), 0, true);
        assertThat(crowded.cause()).doesNotContain("servers");
    }

    @Test
    void of_severalCauses_namesThemAll() {
        assertThat(late(new GcPauses(10, 2, 200), new Processors(2, FULL, FULL, new CpuShare(0.1, 0.3), 0))
                        .causes())
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"949, 1000, true", "950, 1000, false", "1000, 1000, false"})
    void of_openFiles_isFitBelowTheLimit(long most, long limit, boolean fit) {
        SelfCheck check = check(probes(0, 1000), probes(0, 1000), GcPauses.NONE, FREE, new OpenFiles(most, limit));
        assertThat(check.fit()).isEqualTo(fit);
        assertThat(check.openFiles().met()).isEqualTo(fit);
        if (!fit) {
            assertThat(check.cause()).isEqualTo("it ran out of files: " + most + " of " + limit + " open");
            assertThat(check.advice()).isEqualTo("a higher limit (ulimit -n 65536), or fewer clients");
        }
    }

    @Test
    void of_openFilesUnknown_isFit() {
        assertThat(check(probes(0, 1000), probes(0, 1000), GcPauses.NONE, FREE, null)
                        .fit())
                .isTrue();
    }

    @Test
    void none_isFitAndSaysThatNothingWasWatched() {
        assertThat(SelfCheck.NONE.fit()).isTrue();
        assertThat(SelfCheck.NONE.lateness().actual()).isEqualTo("event loops not watched, a bare thread not watched");
    }

    private static SelfCheck late(GcPauses gc, Processors processors) {
        return late(gc, processors, 0, false);
    }

    private static SelfCheck late(GcPauses gc, Processors processors, double compileSeconds, boolean embedded) {
        var figures = new SelfFigures(10, probes(1000, 1000), probes(0, 1000), gc, processors, FEW, compileSeconds);
        return SelfCheck.of(figures, LIMIT, embedded);
    }

    private static SelfCheck check(
            Histogram loops, Histogram thread, GcPauses gc, Processors processors, @Nullable OpenFiles files) {
        return SelfCheck.of(new SelfFigures(10, loops, thread, gc, processors, files, 0), LIMIT, false);
    }

    private static Histogram probes(int late, int all) {
        var probes = new Histogram(3);
        probes.recordValueWithCount(LATE_MS * 1000L, late);
        probes.recordValueWithCount(100, all - late);
        return probes;
    }
}
