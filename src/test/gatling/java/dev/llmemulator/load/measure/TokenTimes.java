package dev.llmemulator.load.measure;

import dev.llmemulator.load.client.Stamps;

/**
 * The way of one token in time, in microseconds since the epoch.
 *
 * @param dueUs when the token was due; 0 if the server did not say
 * @param sentUs when the server sent it; 0 if it did not say
 * @param receivedUs when it was read from the socket, by our clock
 * @param handledUs when its user was done with it, by our clock
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

    /** From sent to received. */
    public long deliveryUs() {
        return receivedUs - sentUs;
    }

    /** From due to received. */
    long delayUs() {
        return receivedUs - dueUs;
    }
}
