package dev.llmemulator.bench;

import dev.llmemulator.load.traced.TracedListener;
import dev.llmemulator.load.traced.TracedReader;
import dev.llmemulator.publication.TracedText;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cost of a token's trace: of writing it, and of reading it in the pieces and in the snapshots of 500 tokens. */
@State(Scope.Thread)
public class TracedParts implements TracedListener {
    private static final int TOKENS = 500;
    private static final String TAG = "a7k3Qx";
    private static final long SENT_US = 1_795_511_058_565_821L;

    private final String[] pieces = IntStream.range(0, TOKENS)
            .mapToObj(index -> TracedText.token(TAG, index, "consectetur ", SENT_US + index))
            .toArray(String[]::new);
    private final String[] snapshots = new String[TOKENS];
    private long read;

    public TracedParts() {
        var text = new StringBuilder();
        for (var each = 0; each < TOKENS; each++) {
            snapshots[each] = text.append(pieces[each]).toString();
        }
    }

    @Benchmark
    public String writeTrace() {
        return TracedText.token(TAG, 42, "consectetur ", SENT_US);
    }

    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public long readTraces() {
        var reader = new TracedReader(TAG, this);
        for (var piece : pieces) {
            reader.delta(piece, SENT_US);
        }
        return read;
    }

    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public long readSnapshots() {
        var reader = new TracedReader(TAG, this);
        for (var snapshot : snapshots) {
            reader.snapshot(snapshot, SENT_US);
        }
        return read;
    }

    @Override
    public void onToken(int index, String text, long sentUs, long receivedUs) {
        read += index + text.length();
    }

    @Override
    public void onEnd(int tokens, long receivedUs) {
        throw new IllegalStateException("There is no end");
    }
}
