package dev.llmemulator.bench;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.target.AnswerText;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.ProfileFile;
import dev.llmemulator.load.target.ReplyFacts;
import dev.llmemulator.load.target.Values;
import dev.llmemulator.publication.TracedText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cost of reading one message by a profile, with what begins and judges an answer of 100 of them. */
@State(Scope.Thread)
public class ProfileParts implements FrameListener, AnswerText.Listener {
    private static final int TOKENS = 100;
    private static final String CHANNEL = "session:0b8ef7a2-6d4e-4f0a-9c61-2f1d5f0f7a11";
    private static final String ANSWER = "2ks4m1v0x9qa7";
    private static final String TAG = "m1v0x9qa";
    private static final String WORD = "consectetur ";
    private static final String OF_OURS = "\"token\":\"%s\",\"due\":1795511058565821,\"sent\":1795511058565889";

    private final Profile profile = ProfileFile.read("emulator", any -> null);
    private final byte[][] plain = frames(index -> WORD);
    private final byte[][] traced = frames(index -> index < TOKENS
            ? TracedText.token(TAG, index, WORD, 1_795_511_058_565_889L)
            : TracedText.end(TAG, TOKENS, Answer.sha256(WORD.repeat(TOKENS))));
    private long read;

    private static byte[][] frames(IntFunction<String> text) {
        return IntStream.rangeClosed(0, TOKENS)
                .mapToObj(index -> "{\"push\":{\"channel\":\"%s\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":%d,"
                                .formatted(CHANNEL, index)
                        + OF_OURS.formatted(text.apply(index))
                        + ",\"answer\":\"%s\"},\"offset\":%d,\"version\":43}}}".formatted(ANSWER, index + 1))
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** A message in our own format, read by the profile of it. */
    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public long readByProfile() {
        return read(plain, null);
    }

    /** The same with traced text. */
    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public long readTracedByProfile() {
        return read(traced, TAG);
    }

    private long read(byte[][] frames, @Nullable String tag) {
        var values = new Values(Map.of(), new HashMap<>());
        values.set("answer", ANSWER);
        var text = new AnswerText(profile, values, CHANNEL, tag, this, null);
        var reader = new FrameReader(text, this);
        for (var frame : frames) {
            var unused = reader.read(frame);
        }
        text.breakOff();
        return read + text.judge(ReplyFacts.NONE).size();
    }

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public long receivedUs() {
        return 1;
    }

    @Override
    public void onPiece(boolean empty, long receivedUs) {
        read++;
    }

    @Override
    public void onToken(Stamps stamps, long receivedUs) {
        read += stamps.sentUs();
    }

    @Override
    public void onEnd(boolean well, long receivedUs) {}

    @Override
    public void onOther(boolean ofAnotherAnswer) {
        throw new IllegalStateException("A token is not ignored");
    }

    @Override
    public void onToken(String channel, int index, String token, long offset, Stamps stamps) {}

    @Override
    public void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps) {}

    @Override
    public void onErrorMarker(String channel, int tokens, int unacknowledged, String detail, long offset) {}

    @Override
    public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {}

    @Override
    public void onUnreadable(String channel, String detail, long offset) {
        throw new IllegalStateException(detail);
    }
}
