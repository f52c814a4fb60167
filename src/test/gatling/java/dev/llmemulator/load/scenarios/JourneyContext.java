package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import java.util.function.Supplier;

/**
 * What journeys need to know of their run.
 *
 * @param endpoints known once the run has begun
 * @param answers what the run's answers share
 * @param engine gets linked to the engine that the journeys are taken in
 */
public record JourneyContext(
        LoadSettings settings, Supplier<Endpoints> endpoints, AnswerContext answers, EngineLink engine) {}
