package dev.llmemulator.bench;

import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.Stamps;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cost of reading one token as it comes over a WebSocket. */
@State(Scope.Thread)
public class ReadParts implements FrameListener {
    private static final String CHANNEL = "session:0b8ef7a2-6d4e-4f0a-9c61-2f1d5f0f7a11";
    private static final String ANSWER = "2ks4m1v0x9qa7";

    private final byte[] frame = ("{\"push\":{\"channel\":\"" + CHANNEL
                    + "\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":42,\"token\":\"consectetur \","
                    + "\"due\":1795511058565821,\"sent\":1795511058565889,\"answer\":\"" + ANSWER
                    + "\"},\"offset\":43,\"version\":43}}}")
            .getBytes(StandardCharsets.UTF_8);
    private final FrameReader reader = new FrameReader(CHANNEL, ANSWER, this);
    private long read;

    @Benchmark
    public long readToken() {
        var unused = reader.read(frame);
        return read;
    }

    @Override
    public void onToken(String channel, int index, String text, long offset, Stamps stamps) {
        read += offset + text.length();
    }

    @Override
    public void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps) {
        throw new IllegalStateException("A token is no marker");
    }

    @Override
    public void onErrorMarker(String channel, int tokens, int unacknowledged, String detail, long offset) {
        throw new IllegalStateException("A token is no marker");
    }

    @Override
    public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
        throw new IllegalStateException("A token is no reply");
    }

    @Override
    public void onUnreadable(String channel, String detail, long offset) {
        throw new IllegalStateException(detail);
    }
}
