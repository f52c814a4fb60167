package dev.llmemulator.load.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceContextTest {
    private static Stream<TraceContext> contexts(double share) {
        return Stream.generate(() -> Objects.requireNonNull(TraceContext.of(share)))
                .limit(10_000);
    }

    @Test
    void of_noShare_isNone() {
        assertThat(TraceContext.of(null)).isNull();
    }

    @Test
    void header_isThatOfW3cWithIdsOfItsOwn() {
        var ids = new HashSet<String>();
        contexts(0.5).forEach(context -> {
            assertThat(context.header())
                    .isEqualTo("00-%s-%s-%s"
                            .formatted(context.traceId(), context.parentId(), context.sampled() ? "01" : "00"));
            assertThat(context.traceId()).matches("[0-9a-f]{32}");
            assertThat(context.parentId()).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
            ids.add(context.traceId());
        });
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void of_share_isThatOfTheSampledOnes() {
        assertThat(contexts(0).filter(TraceContext::sampled)).isEmpty();
        assertThat(contexts(1).filter(TraceContext::sampled)).hasSize(10_000);
        // Ten standard deviations around 100.
        assertThat(contexts(0.01).filter(TraceContext::sampled).count()).isBetween(1L, 200L);
    }
}
