package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.ToLongFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Whether the lists in {@code summary.json} add up to its figures. */
class ChartsJsonTest {
    private final JsonNode json = SummaryJson.tree(ExampleRuns.failed());
    private final JsonNode points = json.path("over_time").path("points");

    @Test
    void overTime_counts_addUpToThoseOfTheRun() {
        assertThat(points).hasSizeGreaterThan(1);
        assertThat(sum(points, point -> point.path("tokens").asLong()))
                .isPositive()
                .isEqualTo(json.path("tokens").asLong());
        for (String end : new String[] {"passed", "failed"}) {
            assertThat(sum(points, point -> point.path(end).asLong()))
                    .isPositive()
                    .isEqualTo(json.path("answers").path(end).asLong());
        }
    }

    @Test
    void overTime_spans_addUpToThoseOfTheRun() {
        for (String metric : new String[] {"ttft", "inter_token_latency", "token_delay"}) {
            var whole = json.path("percentiles_ms").path(metric);
            assertThat(sum(points, point -> point.path(metric).path("count").asLong()))
                    .as(metric)
                    .isPositive()
                    .isEqualTo(whole.path("count").asLong());
        }
    }

    @Test
    void overTime_points_tellWhenTheyBegan() {
        assertThat(points).extracting(point -> point.path("second").asInt()).containsExactly(0, 1);
    }

    @Test
    void overTime_intervalWithoutASpan_leavesItOut() {
        var point = SummaryJson.tree(ExampleRuns.failedBecause("no token came")).at("/over_time/points/0");
        assertThat(point.path("failed").asLong()).isEqualTo(1);
        assertThat(point.has("ttft")).isFalse();
    }

    @Test
    void interTokenHistogram_counts_addUpToTheCountOfTheRun() {
        var histogram = json.path("inter_token_histogram");
        assertThat(sum(histogram.path("counts"), JsonNode::asLong))
                .isPositive()
                .isEqualTo(json.at("/percentiles_ms/inter_token_latency/count").asLong());
    }

    private static long sum(JsonNode array, ToLongFunction<JsonNode> value) {
        return StreamSupport.stream(array.spliterator(), false).mapToLong(value).sum();
    }
}
