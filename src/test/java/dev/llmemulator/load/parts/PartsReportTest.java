package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class PartsReportTest {
    private static final long SECOND_US = 1_000_000;

    private static RecordedParts cluster(int seconds) {
        return RecordedParts.of(seconds, 10_000, 0.4)
                .machine(0.8, 0.7)
                .part("centrifugo1", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.3)
                .set(PartFigure.CONNECTIONS, i -> 100 * i)
                .set(PartFigure.MEMORY_BYTES, i -> 50e6 + 100 * i * 40_000)
                .part("centrifugo2", PartKind.CENTRIFUGO)
                .rate(PartFigure.CPU_SECONDS, 0.2)
                .part("redis", PartKind.REDIS)
                .rate(PartFigure.CPU_SECONDS, 0.5)
                .elsewhere()
                .part("haproxy", PartKind.HAPROXY)
                .gauge(PartFigure.CONNECTIONS, 10);
    }

    @Test
    void cpu_cluster_hasARowForEachKindThatAddUpToTheMachine() {
        var rows = cluster(10).report().cpu();
        assertThat(rows)
                .extracting(CpuRow::part)
                .containsExactly("centrifugo", "redis", "load_test", "other", "machine");
        assertThat(rows)
                .extracting(CpuRow::label)
                .contains("Centrifugo × 2", "Redis, elsewhere", "load test", "this machine");
        assertThat(rows.get(0).instances()).isEqualTo(2);
        assertThat(rows.get(0).seconds()).isCloseTo(5, within(1e-9));
        assertThat(rows.get(0).share()).isCloseTo(0.25, within(1e-9));
        assertThat(rows.get(0).usPerToken()).isCloseTo(50, within(1e-9));
        assertThat(rows.get(1).share()).isNull();
        assertThat(rows.get(1).usPerToken()).isCloseTo(50, within(1e-9));
        var here = rows.stream()
                .filter(row -> !row.elsewhere() && !row.part().equals(CpuRow.MACHINE))
                .mapToDouble(CpuRow::seconds)
                .sum();
        assertThat(here).isCloseTo(15, within(1e-9));
        assertThat(rows.get(4).seconds()).isCloseTo(15, within(1e-9));
    }

    @Test
    void clusterShare_partsOnThisMachine_isTheirsWithoutTheLoadTest() {
        assertThat(cluster(10).report().clusterShare()).isCloseTo(0.25, within(1e-9));
        assertThat(PartsReport.NONE.clusterShare()).isZero();
    }

    @Test
    void series_fromAnEarlierTime_showWhatCameBeforeAndChangeNoTotal() {
        var report = cluster(10).report().between(6 * SECOND_US, 10 * SECOND_US);
        var longer = report.withSeriesFrom(2_500_000);
        var part = longer.parts().get(1);
        assertThat(longer.seriesSecond()).isEqualTo(-3.5);
        assertThat(longer.series(part, PartFigure.CPU_SECONDS)).hasSize(8);
        assertThat(report.series(part, PartFigure.CPU_SECONDS)).hasSize(4);
        assertThat(longer.cpu()).isEqualTo(report.cpu());
    }

    @Test
    void cpuPerTokenInOneLine_leavesOutTheSumAndWhatIsNotKnown() {
        assertThat(cluster(10).report().cpuPerTokenInOneLine())
                .isEqualTo("Centrifugo 50, Redis, elsewhere 50, load test 40, other 60");
        assertThat(PartsReport.NONE.cpuPerTokenInOneLine()).isEmpty();
    }

    @Test
    void between_partOfTheTime_hasTheTokensAndTheCpuOfThatTime() {
        var report = cluster(10).report().between(3 * SECOND_US, 5_500_000);
        assertThat(report.seconds()).isEqualTo(2.5);
        assertThat(report.tokens()).isEqualTo(25_000);
        assertThat(report.cpu().get(0).seconds()).isCloseTo(1.25, within(1e-9));
        assertThat(report.cpu().get(0).usPerToken()).isCloseTo(50, within(1e-9));
    }

    @Test
    void series_longRun_isMergedAsTheChartsAre() {
        var report = cluster(500).report();
        var part = report.parts().get(1);
        assertThat(report.intervalSeconds()).isEqualTo(4);
        var cpu = report.series(part, PartFigure.CPU_SECONDS);
        assertThat(cpu).hasSize(125).allSatisfy(value -> assertThat(value).isCloseTo(0.3, within(1e-9)));
        assertThat(report.series(part, PartFigure.CONNECTIONS).get(0)).isEqualTo(200);
        assertThat(report.series(part, PartFigure.KEYS)).allMatch(Objects::isNull);
    }

    @Test
    void bytesPerConnection_growingConnections_isTheMemoryThatCameWithThem() {
        var report = cluster(10).report();
        assertThat(report.parts().get(1).bytesPerConnection()).isCloseTo(40_000, within(1e-6));
        assertThat(report.parts().get(4).bytesPerConnection())
                .as("they did not change")
                .isNull();
        assertThat(report.between(0, SECOND_US / 2).parts().get(1).bytesPerConnection())
                .isNull();
    }
}
