package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import java.time.Duration;

/** Opens the figures for a while. */
public final class Window {
    private Window() {}

    public static Measured measure(Network network, Figures figures, Processes processes, Duration length)
            throws InterruptedException {
        var cpuBefore = processes.cpuTimes();
        var startNs = System.nanoTime();
        network.run(figures::open);
        Thread.sleep(length.toMillis());
        network.run(figures::close);
        var seconds = (System.nanoTime() - startNs) / 1e9;
        var cpu = processes.cpuTimes().since(cpuBefore);
        return new Measured(figures, network.call(figures::tokens), seconds, cpu);
    }
}
