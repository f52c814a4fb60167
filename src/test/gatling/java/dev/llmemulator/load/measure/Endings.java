package dev.llmemulator.load.measure;

import dev.llmemulator.load.client.Anomaly;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts how answers ended for their users, and what they lived through until then. */
public final class Endings {
    private final Map<Ending, Long> answers = new ConcurrentHashMap<>();
    private final Map<String, Long> silent = new ConcurrentHashMap<>();
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final LongAdder connectionsLost = new LongAdder();
    private final LongAdder replayedTokens = new LongAdder();
    private final LongAdder wastedTokens = new LongAdder();

    /**
     * What was counted.
     *
     * @param answers by how they ended; all kinds are there
     * @param silent what was found in answers whose users were not told, by kind of violation
     * @param told what was found in answers whose users were told that they had failed, by kind of violation
     * @param connectionsLost connections and subscriptions that users lost in mid-answer, and came back to
     * @param replayedTokens tokens that came with a recovery
     * @param wastedTokens tokens that came after their user had stopped the answer
     */
    public record Counts(
            Map<Ending, Long> answers,
            Map<String, Long> silent,
            Map<String, Long> told,
            long connectionsLost,
            long replayedTokens,
            long wastedTokens) {
        public long count(Ending ending) {
            return answers.getOrDefault(ending, 0L);
        }

        public long all() {
            return answers.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * An answer ended.
     *
     * @param violations of its stream
     * @param failure the kind of its first fault; null if it has none
     */
    public void ended(Ending ending, List<Anomaly> violations, @Nullable String failure) {
        answers.merge(ending, 1L, Long::sum);
        var kinds = ending == Ending.SILENT ? silent : told;
        violations.forEach(each -> kinds.merge(each.kind().label(), 1L, Long::sum));
        // Such as an answer whose end never came.
        if (ending == Ending.SILENT && violations.isEmpty() && failure != null) {
            silent.merge(failure, 1L, Long::sum);
        }
    }

    /** A user lost its connection or its subscription in mid-answer, and tries to come back. */
    public void connectionLost() {
        connectionsLost.increment();
    }

    /** So many tokens came with a recovery. */
    public void replayed(int tokens) {
        replayedTokens.add(tokens);
    }

    /** So many tokens came after their user had stopped the answer. */
    public void wasted(int tokens) {
        wastedTokens.add(tokens);
    }

    public Counts counts() {
        var all = new EnumMap<Ending, Long>(Ending.class);
        for (var ending : Ending.values()) {
            all.put(ending, answers.getOrDefault(ending, 0L));
        }
        return new Counts(
                all,
                new TreeMap<>(silent),
                new TreeMap<>(told),
                connectionsLost.sum(),
                replayedTokens.sum(),
                wastedTokens.sum());
    }
}
