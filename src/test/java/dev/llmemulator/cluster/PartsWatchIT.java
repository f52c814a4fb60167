package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.parts.CpuRow;
import dev.llmemulator.load.parts.NotWatched;
import dev.llmemulator.load.parts.PartFigure;
import dev.llmemulator.load.parts.PartKind;
import dev.llmemulator.load.parts.PartReport;
import dev.llmemulator.load.parts.PartsWatch;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the parts of the cluster tell while it works. */
@Needs(Program.DOCKER)
@Timeout(300)
@ExtendWith(ClusterExtension.class)
class PartsWatchIT {
    private static final int ANSWERS = 40;

    private final ComposeCluster cluster;

    PartsWatchIT(ComposeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void watch_answersUnderWay_everyPartTellsAndAllAddUpToTheMachine() {
        var properties = new HashMap<String, String>();
        properties.put("target", "cluster");
        properties.put("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", ComposeCluster.TOKEN_SECRET);
        // Nothing listens there: under Compose, Redis has no port on this machine.
        properties.put("REDIS_PORT", "1");
        for (var port :
                List.of("STATS_PORT", "CENTRIFUGO1_PORT", "CENTRIFUGO2_PORT", "EMULATOR1_PORT", "EMULATOR2_PORT")) {
            properties.put(port, String.valueOf(cluster.url(port, "").getPort()));
        }
        var targets = LoadSettings.from(properties, Map.of(), Map.of()).watch();

        var watch = PartsWatch.start(targets, Trust.USUAL, new EpochClock(), () -> 0);
        try (watch;
                // Long enough for Centrifugo, which counts its connections anew every few seconds only.
                var answers = cluster.begin(ANSWERS, ",\"words\":180,\"delay\":0.1")) {
            answers.assertAllComplete();
        }
        var report = watch.report();

        assertThat(report.notWatched()).extracting(NotWatched::name).contains("redis");
        assertThat(report.parts())
                .extracting(PartReport::name)
                .containsExactly("emulator1", "emulator2", "haproxy", "centrifugo1", "centrifugo2", "load_test");
        var connections = report.parts().stream()
                .filter(part -> part.kind() == PartKind.CENTRIFUGO)
                .mapToDouble(part -> most(part, PartFigure.CONNECTIONS))
                .sum();
        assertThat(connections).isGreaterThanOrEqualTo(ANSWERS / 2.0);
        assertThat(report.parts()).allSatisfy(part -> assertThat(part.isHere()).isTrue());
        assertThat(report.parts().get(0).increase(PartFigure.TOKENS))
                .isNotNull()
                .isGreaterThan(1000);
        var rows = report.cpu();
        assertThat(rows).extracting(CpuRow::part).contains("centrifugo", "load_test", CpuRow.OTHER, CpuRow.MACHINE);
        var sum = rows.stream()
                .filter(row -> !row.part().equals(CpuRow.MACHINE))
                .mapToDouble(CpuRow::seconds)
                .sum();
        assertThat(sum / rows.get(rows.size() - 1).seconds()).isBetween(0.9, 1.1);
    }

    private static double most(PartReport part, PartFigure figure) {
        var gauge = part.gauge(figure);
        return gauge == null ? 0 : gauge.most();
    }
}
