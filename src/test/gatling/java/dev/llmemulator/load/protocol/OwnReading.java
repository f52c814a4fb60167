package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnswerRecord;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.FrameRest;
import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import dev.llmemulator.load.measure.Measurements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and judges an answer in our own format. */
final class OwnReading implements AnswerReading, FrameListener {
    private final AnswerInProgress answer;
    private final Measurements measurements;
    private final String channel;
    private final long askedIdealUs;
    private final StreamRecord record;
    private final FrameReader reader;
    private @Nullable HttpReply reply;

    OwnReading(AnswerInProgress answer, AnswerContext context) {
        this.answer = answer;
        measurements = context.measurements();
        channel = "session:" + answer.sessionId();
        askedIdealUs = answer.wanted().idealUs();
        record = new StreamRecord(channel);
        reader = new FrameReader(channel, answer.id(), this);
    }

    @Override
    public AnswerRecord received() {
        return record;
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public FrameRest read(byte[] frame) {
        return reader.read(frame);
    }

    @Override
    public void readReply(String body) {
        var parsed = HttpReply.parse(body);
        if (!parsed.answer().isEmpty() && !parsed.answer().equals(answer.id())) {
            throw new IllegalArgumentException("the HTTP reply names another answer than the question");
        }
        reply = parsed;
    }

    @Override
    public boolean needsReply() {
        return true;
    }

    @Override
    public List<Anomaly> judge() {
        return record.judge(reply);
    }

    @Override
    public @Nullable Failure contradiction(AnswerTimes times) {
        return reply == null
                ? null
                : times.contradiction(reply, record.tokensSeen()).orElse(null);
    }

    @Override
    public long idealUs() {
        return reply == null ? -1 : reply.idealUs() > 0 ? reply.idealUs() : askedIdealUs;
    }

    @Override
    public String instance() {
        return reply == null ? "" : reply.instance();
    }

    @Override
    public void onToken(String channel, int index, String text, long offset, Stamps stamps) {
        if (answer.isStopped()) {
            return;
        }
        var before = record.tokensSeen();
        record.token(channel, index, text, offset);
        if (record.tokensSeen() > before) {
            answer.tokenCame(stamps, answer.frameUs());
            answer.pieceCame(text.isEmpty(), answer.frameUs());
        }
    }

    @Override
    public void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps) {
        if (answer.isStopped()) {
            return;
        }
        var ended = record.hasEnded();
        record.marker(channel, tokens, sha256, offset);
        if (!ended && record.hasEnded()) {
            answer.endCame(answer.frameUs());
        }
    }

    @Override
    public void onErrorMarker(String channel, int tokens, int unacknowledged, String detail, long offset) {
        if (!answer.isStopped()) {
            record.errorMarker(channel, tokens, unacknowledged, detail, offset);
            answer.errorCame();
        }
    }

    @Override
    public void onOther(String channel, long offset) {
        if (!answer.isStopped() && record.other(channel, offset)) {
            measurements.otherReceived();
        }
    }

    @Override
    public void onOtherAnswer(long offset) {
        if (!answer.isStopped() && record.other(channel, offset)) {
            measurements.otherAnswerReceived();
        }
    }

    @Override
    public void onUnreadable(String channel, String detail, long offset) {
        if (!answer.isStopped()) {
            record.unreadable(channel, detail, offset);
        }
    }

    @Override
    public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
        answer.subscribed(epoch, wasRecovering, recovered);
    }

    @Override
    public void onUnsubscribed(String channel, int code, String reason) {
        answer.unsubscribed(channel, code, reason);
    }

    @Override
    public void onDisconnected(int code, String reason) {
        answer.disconnected(code, reason);
    }
}
