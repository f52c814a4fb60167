package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Observation;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at a run for its simulation. */
public interface Observer {
    /** Finds nothing. */
    Observer NONE = figures -> null;

    /** What the run is going to do, without its target; null where it asks for answers and nothing else is to be said. */
    default @Nullable String plan() {
        return null;
    }

    /**
     * Begins to look, right before the first user comes.
     *
     * @param parts what the parts of the cluster told until now
     */
    default void begin(Measurements measurements, EpochClock clock, Supplier<PartsReport> parts) {}

    /** Ends the look, when the last user has gone or the run was stopped. */
    default void end() {}

    /** What it has found in a run with these figures; null for nothing. */
    @Nullable
    Observation found(Figures figures);

    /** Whether a question may be refused without making the run fail. */
    default boolean allowsRefusals() {
        return false;
    }
}
