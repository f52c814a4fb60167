package dev.llmemulator.load.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.Anomalies;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.AnswerRecord;
import dev.llmemulator.load.client.EventStream;
import dev.llmemulator.load.client.FrameRest;
import dev.llmemulator.load.client.OneLine;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.traced.TracedListener;
import dev.llmemulator.load.traced.TracedReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and judges an answer that comes as the event stream of a chat completion, best in traced text. */
final class StreamedReading implements AnswerReading, AnswerRecord, TracedListener {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DONE = "[DONE]";

    private final AnswerInProgress answer;
    /** Null if the text is not traced; then each chunk is a token. */
    private final @Nullable TracedReader text;

    private final EventStream events = new EventStream(this::read);
    private final Anomalies seen = new Anomalies();
    private boolean done;
    private boolean brokenOff;
    private int pieces;
    private @Nullable String error;

    StreamedReading(AnswerInProgress answer, AnswerContext context) {
        this.answer = answer;
        text = context.settings().traced() ? new TracedReader(Directives.tag(answer), this) : null;
    }

    @Override
    public AnswerRecord received() {
        return this;
    }

    @Override
    public FrameRest read(byte[] part) {
        events.read(part);
        return FrameRest.NOTHING;
    }

    private void read(String event) {
        if (answer.isStopped()) {
            return;
        }
        if (event.equals(DONE)) {
            done = true;
            if (text == null) {
                answer.endCame(answer.frameUs());
            }
            return;
        }
        JsonNode json;
        try {
            json = JSON.readTree(event);
        } catch (JsonProcessingException e) {
            seen.add(AnomalyKind.UNREADABLE, -1, "an event that is no JSON: " + OneLine.of(event));
            return;
        }
        if (json.hasNonNull("error")) {
            fail(json.path("error"));
            return;
        }
        var content = json.path("choices").path(0).path("delta").path("content").asText("");
        if (!content.isEmpty()) {
            pieces++;
            if (text == null) {
                onToken(pieces - 1, content, 0, answer.frameUs());
            } else {
                text.delta(content, answer.frameUs());
            }
        }
    }

    private void fail(JsonNode reason) {
        if (!hasEnded()) {
            error = OneLine.of(reason.path("message").asText(reason.toString()));
            answer.errorCame();
        }
    }

    @Override
    public void onToken(int index, String token, long sentUs, long receivedUs) {
        answer.tokenCame(new Stamps(0, sentUs), receivedUs);
        answer.pieceCame(token.isEmpty(), receivedUs);
    }

    @Override
    public void onEnd(int tokens, long receivedUs) {
        answer.endCame(receivedUs);
    }

    @Override
    public void readReply(String body) {
        if (!done && error == null) {
            throw new IllegalArgumentException("the stream ended without " + DONE);
        }
    }

    @Override
    public boolean needsReply() {
        return true;
    }

    @Override
    public boolean endsWithReply() {
        return true;
    }

    @Override
    public List<Anomaly> judge() {
        var all = seen.copy();
        if (text == null) {
            if (!hasEnded() && !brokenOff) {
                all.add(AnomalyKind.NO_MARKER, -1, pieces + " chunks came");
            }
            return all.list();
        }
        if (error != null) {
            text.breakOff();
        }
        var found = text.judge();
        if (pieces > 0
                && text.tokensSeen() == 0
                && found.stream().allMatch(each -> each.kind() == AnomalyKind.NO_MARKER)) {
            all.add(AnomalyKind.UNREADABLE, -1, "the text is not traced");
        } else {
            found.forEach(each -> all.add(each.kind(), each.index(), each.count(), each.detail()));
        }
        return all.list();
    }

    @Override
    public @Nullable Failure contradiction(AnswerTimes times) {
        return text == null
                ? null
                : times.contradiction(text.tokensSeen(), answer.wanted().idealUs())
                        .orElse(null);
    }

    @Override
    public long idealUs() {
        return text == null ? 0 : answer.wanted().idealUs();
    }

    @Override
    public String instance() {
        return "";
    }

    @Override
    public String channel() {
        return "";
    }

    @Override
    public void onUnreadable(String channel, String detail, long offset) {
        seen.add(AnomalyKind.UNREADABLE, -1, detail);
    }

    @Override
    public void breakOff() {
        brokenOff = true;
        if (text != null) {
            text.breakOff();
        }
    }

    @Override
    public boolean hasEnded() {
        return (text == null ? done : text.hasEnded()) || error != null;
    }

    @Override
    public @Nullable String error() {
        return error;
    }

    @Override
    public int tokensSeen() {
        return text == null ? pieces : text.tokensSeen();
    }

    @Override
    public long lastOffset() {
        return 0;
    }

    @Override
    public boolean isIncomplete() {
        return text != null && text.isIncomplete();
    }
}
