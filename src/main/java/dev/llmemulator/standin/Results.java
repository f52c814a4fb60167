package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/** What the server tells its clients, as JSON objects. */
final class Results {
    private Results() {}

    /** How many seconds a JWT lets its user stay. */
    record Expiry(boolean expires, long ttl) {
        /** @param expiresAt in seconds since the Unix epoch; 0 for never */
        static Expiry at(long expiresAt) {
            var ttl = expiresAt - System.currentTimeMillis() / 1000;
            return new Expiry(expiresAt > 0, expiresAt > 0 ? Math.max(0, ttl) : 0);
        }
    }

    /** The reply to connect, with the seconds between two pings. */
    record Connected(
            String client, String version, @JsonUnwrapped Expiry expiry, long ping, boolean pong) {}

    /** The reply to subscribe. */
    record Subscribed(
            @JsonUnwrapped Expiry expiry, @JsonUnwrapped Recovery recovery) {}

    /**
     * Where a channel stands, and what a subscriber has missed.
     *
     * @param recovered whether the publications fill the gap between the subscriber's position and the top
     * @param offset the subscriber's own if recovered, else the top
     */
    record Recovery(
            String epoch, List<History.Entry> publications, boolean recovered, long offset, boolean wasRecovering) {
        @JsonProperty
        boolean recoverable() {
            return true;
        }

        @JsonProperty
        boolean positioned() {
            return true;
        }
    }

    /** The reply to history: some of the kept publications, and the position of the newest. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Page(List<History.Entry> publications, String epoch, long offset) {}

    /** A publication on its way to a subscriber. */
    record Push(String channel, History.Entry pub) {}
}
