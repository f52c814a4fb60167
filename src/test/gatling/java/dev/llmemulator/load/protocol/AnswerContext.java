package dev.llmemulator.load.protocol;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.settings.AnswerShape;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.target.Trace;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all answers of a run share.
 *
 * @param rows of Gatling's report
 * @param serverClock how the times that servers stamp compare with ours; known once the run has begun
 * @param trace hears each message; null in a run
 */
public record AnswerContext(
        Measurements measurements,
        RowLog rows,
        EpochClock clock,
        LoadSettings settings,
        Supplier<ServerClock> serverClock,
        @Nullable Trace trace) {
    public AnswerContext(
            Measurements measurements,
            RowLog rows,
            EpochClock clock,
            LoadSettings settings,
            Supplier<ServerClock> serverClock) {
        this(measurements, rows, clock, settings, serverClock, null);
    }

    /** Tells the trace, if there is one. */
    void note(Trace.Kind kind, String line) {
        if (trace != null) {
            trace.note(kind, line);
        }
    }

    /** The ideal microseconds from request to last token of an answer whose reply does not tell it; 0 if unknown. */
    long idealUs() {
        var ideal = settings.idealAnswer();
        return ideal == null ? 0 : ideal.toNanos() / 1000;
    }

    /** How many tokens are asked for; null where only the emulator knows how many there will be. */
    @Nullable
    Integer askedTokens() {
        var shape = settings.answers();
        return shape.model().equals(AnswerShape.CONSTANT) ? shape.length() : null;
    }

    /** {@code 50 of 100 tokens}, or {@code 50 tokens} where only the emulator knows how many there will be. */
    String progress(int tokens) {
        var all = askedTokens();
        return tokens + (all == null ? "" : " of " + all) + " tokens";
    }
}
