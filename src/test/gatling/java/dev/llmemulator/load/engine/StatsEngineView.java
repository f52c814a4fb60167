package dev.llmemulator.load.engine;

import io.gatling.commons.stats.Status;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.controller.Controller;
import io.gatling.core.session.GroupBlock;
import io.gatling.core.stats.StatsEngine;
import scala.Option;
import scala.collection.immutable.List;

/** Passes everything on to another engine; subclasses look at, or keep back, what they are concerned with. */
abstract class StatsEngineView implements StatsEngine {
    final StatsEngine engine;

    StatsEngineView(StatsEngine engine) {
        this.engine = engine;
    }

    @Override
    public void start() {
        engine.start();
    }

    @Override
    public void stop(ActorRef<Controller.Command> controller, Option<Exception> exception) {
        engine.stop(controller, exception);
    }

    @Override
    public void logUserStart(String scenario) {
        engine.logUserStart(scenario);
    }

    @Override
    public void logUserEnd(String scenario) {
        engine.logUserEnd(scenario);
    }

    @Override
    public void logResponse(
            String scenario,
            List<String> groups,
            String requestName,
            long startTimestamp,
            long endTimestamp,
            Status status,
            Option<String> responseCode,
            Option<String> message) {
        engine.logResponse(scenario, groups, requestName, startTimestamp, endTimestamp, status, responseCode, message);
    }

    @Override
    public void logGroupEnd(String scenario, GroupBlock groupBlock, long exitTimestamp) {
        engine.logGroupEnd(scenario, groupBlock, exitTimestamp);
    }

    @Override
    public void logRequestCrash(String scenario, List<String> groups, String requestName, String error) {
        engine.logRequestCrash(scenario, groups, requestName, error);
    }
}
