package dev.llmemulator.load.engine;

import io.gatling.commons.stats.Status;
import io.gatling.core.stats.StatsEngine;
import scala.Option;
import scala.collection.immutable.List;

/** Tells a tap how the steps on its socket went, which Gatling tells only its report, and leaves to the report only those that failed. */
final class SocketStats extends StatsEngineView {
    // How Gatling words that a socket was closed while a reply was awaited; the reason of the close follows.
    private static final String CRASHED = "WebSocket crashed while waiting for check: ";

    private final String sendName;
    private final SocketTap tap;

    SocketStats(StatsEngine engine, String sendName, SocketTap tap) {
        super(engine);
        this.sendName = sendName;
        this.tap = tap;
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
        // A negative end marks a frame that no check was waiting for: no row.
        if (endTimestamp < 0) {
            return;
        }
        var passed = "OK".equals(status.name());
        if (passed && requestName.equals(sendName)) {
            return;
        }
        if (passed) {
            tap.stepPassed(requestName, startTimestamp, endTimestamp);
        } else {
            tap.stepFailed(requestName, reason(responseCode, message));
            super.logResponse(
                    scenario, groups, requestName, startTimestamp, endTimestamp, status, responseCode, message);
        }
    }

    @Override
    public void logRequestCrash(String scenario, List<String> groups, String requestName, String error) {
        tap.stepFailed(requestName, error);
        super.logRequestCrash(scenario, groups, requestName, error);
    }

    private static String reason(Option<String> responseCode, Option<String> message) {
        String text = message.isDefined() ? message.get() : "no reason given";
        if (text.startsWith(CRASHED)) {
            text = "closed by the server: " + text.substring(CRASHED.length());
        }
        return responseCode.isDefined() ? text + " (" + responseCode.get() + ")" : text;
    }
}
