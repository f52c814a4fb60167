package dev.llmemulator.load.measure;

import dev.llmemulator.load.client.Stamps;

/**
 * When a token was due and sent by the server's clock, 0 if it did not say, and when it was read from the socket and
 * handled by its user, by ours. All in microseconds since the epoch.
 */
public record TokenTimes(long dueUs, long sentUs, long receivedUs, long handledUs) {
    public static TokenTimes of(Stamps stamps, long receivedUs, long handledUs) {
        return new TokenTimes(stamps.dueUs(), stamps.sentUs(), receivedUs, handledUs);
    }

    public boolean isStamped() {
        return dueUs > 0 && sentUs > 0;
    }

    /** True if it is known when the token was sent. */
    public boolean isSent() {
        return sentUs > 0;
    }

    /** The same token, with the server's times as our clock would have shown them. */
    public TokenTimes byOurClock(ClockOffset server) {
        return new TokenTimes(byOurClock(dueUs, server), byOurClock(sentUs, server), receivedUs, handledUs);
    }

    private static long byOurClock(long us, ClockOffset server) {
        return us == 0 ? 0 : us - server.offsetUs();
    }

    public long deliveryUs() {
        return receivedUs - sentUs;
    }

    public long delayUs() {
        return receivedUs - dueUs;
    }
}
