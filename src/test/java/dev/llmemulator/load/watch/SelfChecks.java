package dev.llmemulator.load.watch;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** What a load test of two processors could have seen of itself. */
public final class SelfChecks {
    private SelfChecks() {}

    /** One whose probes were all so late, with 50 ms as the limit, and whose garbage took these pauses. */
    public static SelfCheck of(long lateUs, GcPauses gc) {
        var late = new Histogram(3);
        late.recordValueWithCount(lateUs, 1000);
        return SelfCheck.of(
                new SelfFigures(
                        10,
                        late,
                        late,
                        gc,
                        new Processors(2, new CpuShare(0.5, 0.61), new CpuShare(0.48, 0.58), new CpuShare(0, 0.01), 0),
                        new OpenFiles(595, 20_000),
                        0),
                Duration.ofMillis(50),
                true);
    }
}
