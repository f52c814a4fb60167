package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.llmemulator.standin.History.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of the HTTP API; each method uses some of these fields. Texts are empty where the caller sent none.
 *
 * @param data JSON text to publish, without line breaks
 * @param version must be above the last one of this epoch, or the publication is dropped; 0 for none
 * @param limit most publications to return; 0 asks for the top only, negative for all
 * @param since read beyond this position; null for all that is kept
 */
record ApiRequest(
        String channel,

        @JsonDeserialize(using = Json.RawValue.class) @JsonSetter(nulls = Nulls.SET)
        String data,

        boolean skipHistory,
        long version,
        String versionEpoch,
        int limit,
        @Nullable Position since,
        boolean reverse) {
    ApiRequest {
        if (version < 0) {
            throw new IllegalArgumentException("a version is negative");
        }
    }

    /** A publication without a version. */
    static ApiRequest publish(String channel, String data) {
        return new ApiRequest(channel, data, false, 0, "", 0, null, false);
    }

    /** Several methods, each with its request. They run in order even if {@code parallel}, as nothing ever waits. */
    record Batch(List<@Nullable Map<String, @Nullable ApiRequest>> commands, boolean parallel) {}
}
