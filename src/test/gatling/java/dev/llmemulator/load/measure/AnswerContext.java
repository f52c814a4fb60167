package dev.llmemulator.load.measure;

/**
 * What all answers of a run share.
 *
 * @param rows of Gatling's report
 * @param idealUs from request to last token, were the system infinitely fast, of answers whose reply does not tell; 0 if unknown
 * @param halfwayTokens how many tokens make half of an answer
 * @param tokenRows whether each token gets rows
 * @param sameClock whether the server's times may be compared with ours
 */
public record AnswerContext(
        Measurements measurements,
        RowLog rows,
        EpochClock clock,
        long idealUs,
        int halfwayTokens,
        boolean tokenRows,
        boolean sameClock) {}
