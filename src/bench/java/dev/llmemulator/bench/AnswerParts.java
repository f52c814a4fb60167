package dev.llmemulator.bench;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.LoremTokens;
import dev.llmemulator.answer.TokenSchedule;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a token of an answer costs to make. */
@State(Scope.Thread)
public class AnswerParts {
    // Longer than any benchmark lasts.
    private final Answer answer = new Answer(Integer.MAX_VALUE, Duration.ZERO, Duration.ofMillis(10), 1);
    private final TokenSchedule schedule = answer.schedule();
    private final LoremTokens tokens = answer.tokens();

    @Benchmark
    public long nextDueTime() {
        return schedule.nextDueNs();
    }

    @Benchmark
    public String nextToken() {
        return tokens.next();
    }
}
