package dev.llmemulator.bench;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.LoremTokens;
import dev.llmemulator.answer.Models;
import dev.llmemulator.answer.TokenSchedule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Measures the cost of making a token. */
@State(Scope.Thread)
public class AnswerParts {
    @Param({"constant", "reasoning"})
    private String model = Models.CONSTANT.name();

    private Answer answer = new Answer(Models.CONSTANT, 1);
    private TokenSchedule schedule = answer.schedule();
    private LoremTokens tokens = answer.tokens();

    @Setup
    public void begin() {
        var named = Models.named(model).orElseThrow();
        answer = new Answer(named.withWords(named.maxWords()), 1);
        schedule = answer.schedule();
        tokens = answer.tokens();
    }

    @Benchmark
    public long nextDueTime() {
        return schedule.nextDueNs(false);
    }

    @Benchmark
    public String nextToken() {
        if (!tokens.hasNext()) {
            tokens = answer.tokens();
        }
        return tokens.next();
    }
}
