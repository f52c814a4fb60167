package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/** What the server tells its clients, as JSON objects. */
final class Results {
    private Results() {}

    /** How many seconds a JWT lets its user stay, of 32 bits. */
    record Expiry(boolean expires, long ttl) {
        static final Expiry NEVER = new Expiry(false, 0);

        static Expiry in(long seconds) {
            return new Expiry(true, seconds & 0xffff_ffffL);
        }
    }

    /** The reply to connect, with the seconds between two pings. */
    record Connected(
            String client,
            String version,
            @JsonUnwrapped Expiry expiry,
            long ping,
            boolean pong,
            @JsonUnwrapped Address address) {}

    /** Where the commands of a client go whose WebSocket is emulated. */
    record Address(String session, String node) {
        static final Address NONE = new Address("", "");
    }

    /** What a client is told before a subscription or an emulated WebSocket ends. */
    record Goodbye(int code, String reason) {}

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

    /** The end of a subscription on its way to a subscriber. */
    record Unsubscribed(String channel, Goodbye unsubscribe) {}
}
