package dev.llmemulator.load.protocol;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.measure.UserGroup;
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
 * @param group of the users, if they are told apart from others
 */
public record AnswerContext(
        Measurements measurements,
        RowLog rows,
        EpochClock clock,
        LoadSettings settings,
        Supplier<ServerClock> serverClock,
        @Nullable Trace trace,
        @Nullable UserGroup group) {
    public AnswerContext(
            Measurements measurements,
            RowLog rows,
            EpochClock clock,
            LoadSettings settings,
            Supplier<ServerClock> serverClock) {
        this(measurements, rows, clock, settings, serverClock, null, null);
    }

    /** The same for the users of a group. */
    public AnswerContext of(UserGroup users) {
        return new AnswerContext(measurements, rows, clock, settings, serverClock, trace, users);
    }

    /** Something happened to a user, which counts where its group is looked at. */
    void count(String event, long times) {
        if (group != null) {
            group.count(event, times);
        }
    }

    /** Tells the trace, if there is one. */
    void note(Trace.Kind kind, String line) {
        if (trace != null) {
            trace.note(kind, line);
        }
    }
}
