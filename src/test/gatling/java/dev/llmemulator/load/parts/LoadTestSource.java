package dev.llmemulator.load.parts;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** This process. */
final class LoadTestSource implements Source {
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final LongSupplier tokens;

    LoadTestSource(LongSupplier tokens) {
        this.tokens = tokens;
    }

    @Override
    public void read(Reading into) {
        into.set(PartFigure.CPU_SECONDS, system.getProcessCpuTime() / 1e9)
                .set(PartFigure.TOKENS, (double) tokens.getAsLong())
                .set(PartFigure.PROCESSORS, Runtime.getRuntime().availableProcessors());
    }
}
