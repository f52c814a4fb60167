package dev.llmemulator.standin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a subscription: where the stream stands, and what the subscriber has missed. */
final class SubscribeResult {
    private SubscribeResult() {}

    /**
     * The fields of the result as JSON. When the gap between the subscriber's position and the top is filled, it carries
     * the missed publications and the subscriber's own offset, else only the top.
     *
     * @param history null when none is kept; then nothing can be recovered
     */
    static String of(@Nullable History history, boolean recover, Position since, HistoryLimits limits) {
        if (history == null) {
            // A field that says nothing, in whose place there may be a comma before.
            return "\"positioned\":false" + (recover ? ",\"was_recovering\":true" : "");
        }
        Position top = history.top();
        boolean recovered = false;
        List<Publication> missed = List.of();
        if (recover && history.isOfEpoch(since.epoch())) {
            missed = history.read(since.offset(), true, limits.recoveryLimit(), false);
            recovered = history.reachesTop(since.offset(), missed);
        }
        StringBuilder json = new StringBuilder(160 + (recovered ? missed.size() * 64 : 0));
        json.append("\"recoverable\":true,\"epoch\":\"").append(top.epoch()).append('"');
        if (recovered) {
            if (!missed.isEmpty()) {
                json.append(',');
                Json.appendPublications(json, missed);
            }
            json.append(",\"recovered\":true");
        }
        long offset = recovered ? since.offset() : top.offset();
        if (offset > 0) {
            json.append(",\"offset\":").append(offset);
        }
        json.append(",\"positioned\":true");
        if (recover) {
            json.append(",\"was_recovering\":true");
        }
        return json.toString();
    }
}
