package dev.llmemulator.access;

import dev.llmemulator.settings.AccessSettings.ClientLimitSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the limits of a client cost a question: all three, with what the headers say, for each of 10,000 clients in turn. */
@State(Scope.Thread)
public class LimitParts {
    private static final int CLIENTS = 10_000;

    private final ClientLimits limits = new ClientLimits(new ClientLimitSettings(100_000.0, 1_000_000, 10_000_000));
    private final String[] names = new String[CLIENTS];
    private int next;

    public LimitParts() {
        for (var i = 0; i < CLIENTS; i++) {
            names[i] = "address:10.0." + i / 256 + "." + i % 256;
        }
    }

    @Benchmark
    public void questionWithinLimits() throws Refusal {
        var client = next();
        limits.question(client);
        limits.answer(client, 100);
        limits.ended(client);
    }

    @Benchmark
    public String headerOfLimits() {
        return limits.left(next());
    }

    private String next() {
        next = (next + 1) % CLIENTS;
        return names[next];
    }
}
