package dev.llmemulator.load.protocol;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.ServerClock;
import java.util.function.Supplier;

/**
 * What all answers of a run share.
 *
 * @param rows of Gatling's report
 * @param idealUs from request to last token, were the system infinitely fast, of answers whose reply does not tell; 0 if unknown
 * @param halfwayTokens how many tokens make half of an answer
 * @param tokenRows whether each token gets rows
 * @param serverClock how the times that servers stamp are to be compared with ours; known once the run has begun
 */
public record AnswerContext(
        Measurements measurements,
        RowLog rows,
        EpochClock clock,
        long idealUs,
        int halfwayTokens,
        boolean tokenRows,
        Supplier<ServerClock> serverClock) {}
