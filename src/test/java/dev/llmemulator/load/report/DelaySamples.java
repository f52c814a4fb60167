package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Made-up sections of a {@code summary.json} about delays token by token. */
final class DelaySamples {
    private static final int TOKENS = 100;
    private static final int LATEST = 60;
    private static final int LONG = 100_000;

    private DelaySamples() {}

    /** Delays by one clock; all but a few tokens of the slowest answer are on time. */
    static ObjectNode ofOneClock(ObjectNode json) {
        ObjectNode breakdown = json.putObject("breakdown");
        breakdown.putObject("clock").put("how", "same clock");
        ArrayNode at = breakdown.putArray("at");
        int row = 1;
        for (String percentile : new String[] {"p50", "p95", "p99", "mean"}) {
            at.addObject()
                    .put("percentile", percentile)
                    .put("tokens", row * 100)
                    .put("whole_ms", row * 1.75)
                    .put("pacer_ms", row * 0.5)
                    .put("publish_and_broker_ms", row)
                    .put("client_ms", row * 0.25);
            row++;
        }
        for (String part : new String[] {"pacer", "publish_and_broker", "client", "whole"}) {
            breakdown.set(part, json.at("/percentiles_ms/token_delay"));
        }
        ObjectNode slowest = slowest(json, TOKENS);
        ArrayNode due = slowest.putArray("due_ms");
        ArrayNode sent = slowest.putArray("sent_ms");
        ArrayNode received = slowest.putArray("received_ms");
        ArrayNode handled = slowest.putArray("handled_ms");
        for (int token = 0; token < TOKENS; token++) {
            double lateMs = 1 + Math.max(0, 25 - 5 * Math.abs(token - LATEST));
            due.add(token * 10.0);
            sent.add(token * 10 + lateMs * 0.4);
            received.add(token * 10 + lateMs * 0.9);
            handled.add(token * 10 + lateMs);
        }
        return json;
    }

    /** A long slowest answer with only some of its tokens, from servers whose clock is unknown. */
    static ObjectNode ofAnotherClock(ObjectNode json) {
        json.putObject("breakdown")
                .put("left_out", "The clocks could not be compared.")
                .putObject("clock")
                .put("how", "unknown");
        ObjectNode slowest = slowest(json, LONG);
        ArrayNode index = slowest.putArray("index");
        ArrayNode received = slowest.putArray("received_ms");
        ArrayNode handled = slowest.putArray("handled_ms");
        for (int token = 0; token < LONG; token += LONG / 1000) {
            index.add(token);
            received.add(token * 10.0);
            handled.add(token * 10 + 0.5);
        }
        return json;
    }

    private static ObjectNode slowest(ObjectNode json, int tokens) {
        return json.putObject("slowest_answer")
                .put("session_id", "0b8b3a5e-8f9f-4f2a-9f5e-0d6f3c1c2b1a")
                .put("answer_ms", 1041.25)
                .put("ideal_ms", 990)
                .put("tokens", tokens);
    }
}
