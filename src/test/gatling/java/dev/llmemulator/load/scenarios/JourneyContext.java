package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.repeat;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the journeys of one run share: its settings, servers and figures, and the slots for answers under way at once. */
public final class JourneyContext {
    static final String CYCLE = "cycle";

    private final LoadSettings settings;
    private final Supplier<Endpoints> endpoints;
    private final AnswerContext answers;
    private final EngineLink engine;
    private final AnswerSlots slots;
    private final @Nullable ArrivalTimes arrivals;

    /**
     * The context of one run.
     *
     * @param endpoints known once the run has begun
     * @param answers what the run's answers share
     * @param engine gets linked to the engine on which the journeys run
     */
    public JourneyContext(
            LoadSettings settings, Supplier<Endpoints> endpoints, AnswerContext answers, EngineLink engine) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.answers = answers;
        this.engine = engine;
        slots = new AnswerSlots(settings.maxConcurrent());
        arrivals = settings.arrivals() == null ? null : new ArrivalTimes(settings.arrivals());
    }

    /** The settings of the run. */
    public LoadSettings settings() {
        return settings;
    }

    /** What the answers of the run share. */
    public AnswerContext answers() {
        return answers;
    }

    /** Repeats the steps as often or as long as the settings ask for, each time followed by the pause that they ask for. */
    public ChainBuilder repeated(ChainBuilder steps) {
        var paused = settings.think().isZero() ? steps : steps.pause(settings.think());
        var repeatFor = settings.repeatFor();
        return repeatFor == null
                ? repeat(settings.cycles(), CYCLE).on(paused)
                // Looks at the time before each answer only, so that an answer under way ends.
                : during(repeatFor, CYCLE, false).on(paused);
    }

    Supplier<Endpoints> endpoints() {
        return endpoints;
    }

    EngineLink engine() {
        return engine;
    }

    AnswerSlots slots() {
        return slots;
    }

    /** When users are due; null unless they arrive at a rate. */
    @Nullable
    ArrivalTimes arrivals() {
        return arrivals;
    }
}
