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

    /** The same token, with the server's times as our clock would have shown them. */
    public TokenTimes byOurClock(ClockOffset server) {
        return new TokenTimes(dueUs - server.offsetUs(), sentUs - server.offsetUs(), receivedUs, handledUs);
    }

    public long deliveryUs() {
        return receivedUs - sentUs;
    }

    long delayUs() {
        return receivedUs - dueUs;
    }
}
