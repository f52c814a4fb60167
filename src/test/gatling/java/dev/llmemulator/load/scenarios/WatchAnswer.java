package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.measure.AnswerContext;
import dev.llmemulator.load.requests.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import java.util.function.Supplier;

/** The user stays and watches the answer come, token by token. */
public final class WatchAnswer extends Journey {

    /** The journey of a run; see {@link Journey}. */
    public WatchAnswer(
            LoadSettings settings, Supplier<Endpoints> endpoints, AnswerContext answers, EngineLink engine) {
        super(settings, endpoints, answers, engine);
    }

    @Override
    ChainBuilder whileAnswering() {
        return ChainBuilder.EMPTY;
    }
}
