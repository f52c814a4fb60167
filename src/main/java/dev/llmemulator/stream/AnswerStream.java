package dev.llmemulator.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.LoremTokens;
import dev.llmemulator.answer.TokenSchedule;
import dev.llmemulator.centrifugo.ChannelFeed;
import dev.llmemulator.centrifugo.PublishException;
import dev.llmemulator.stream.AnswerResult.End;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One answer under way: its tokens, then its marker, each due at its absolute time, so that being late with one delays no
 * later one.
 *
 * <p>An answer that is cut off goes on with its error marker instead. One that is cancelled is over at once; the publisher
 * drops it when it next comes upon it.
 */
final class AnswerStream implements ChannelFeed {
    /** What is published next. */
    private enum Head {
        TOKEN,
        DONE,
        ERROR
    }

    /** Why the answer is to end early, and the nano time from which it is. */
    private record CutOff(String detail, long atNs) {}

    // Encoded once; a String would be encoded anew for every token.
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString INDEX = new SerializedString("index");
    private static final SerializableString TOKEN = new SerializedString("token");
    private static final SerializableString DUE = new SerializedString("due");
    private static final SerializableString SENT = new SerializedString("sent");

    private final SerializableString channel;
    private final SerializableString id;
    private final Answer answer;
    private final Moment start;
    private final CompletableFuture<AnswerResult> result = new CompletableFuture<>();
    private volatile @Nullable CutOff cutOff;
    private volatile int tokensAccepted;

    // Touched by whoever holds the feed.
    private final LoremTokens tokens;
    private final TokenSchedule schedule;
    private Head head = Head.TOKEN;
    private String token = "";
    private long headDueNs;
    private String text = "";
    private String sha256 = "";
    private @Nullable AnswerResult failure;

    /**
     * @param id names this answer towards Centrifugo, which drops what it has seen of it already
     * @param start when the schedule begins
     */
    AnswerStream(String channel, String id, Answer answer, Moment start) {
        this.channel = new SerializedString(channel);
        this.id = new SerializedString(id);
        this.answer = answer;
        this.start = start;
        this.tokens = answer.tokens();
        this.schedule = answer.schedule();
        goOn();
    }

    /** Completes once, however the answer ends; never exceptionally. */
    CompletableFuture<AnswerResult> result() {
        return result;
    }

    /** Lets the answer end with an error marker, which is due from that nano time on. */
    void cutOff(String detail, long nowNs) {
        cutOff = new CutOff(detail, nowNs);
    }

    /** Ends the answer at once, with no more tokens and no marker. */
    void cancel() {
        result.complete(AnswerResult.early(End.CANCELLED, tokensAccepted, "The client hung up"));
    }

    /** Ends the answer at once, because the emulator itself cannot go on with it. */
    void giveUp(String detail) {
        result.complete(AnswerResult.early(End.CUT_OFF, tokensAccepted, detail));
    }

    private void goOn() {
        if (tokens.hasNext()) {
            token = tokens.next();
            headDueNs = start.nanoTime() + schedule.nextDueNs(tokens.startsSentence());
        } else {
            head = Head.DONE;
            text = answer.text();
            sha256 = Answer.sha256(text);
        }
    }

    private void endWith(AnswerResult reason) {
        failure = reason;
        head = Head.ERROR;
    }

    @Override
    public long dueNs() {
        // The marker of a publication that failed is due since that one was, so it is late already.
        var ending = cutOff;
        return ending != null && ending.atNs - headDueNs < 0 ? ending.atNs : headDueNs;
    }

    @Override
    public boolean isWanted() {
        return !result.isDone();
    }

    @Override
    public void begin() {
        var ending = cutOff;
        // A marker that is on its way may have arrived: it stays.
        if (ending != null && head == Head.TOKEN) {
            endWith(AnswerResult.early(End.CUT_OFF, tokensAccepted, ending.detail));
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread holds the feed; others only read the count.
    public boolean accepted() {
        switch (head) {
            case TOKEN -> {
                tokensAccepted++;
                goOn();
            }
            case DONE ->
                result.complete(AnswerResult.complete(tokensAccepted, text, sha256, headDueNs - start.nanoTime()));
            case ERROR -> result.complete(Objects.requireNonNull(failure));
        }
        return isWanted();
    }

    @Override
    public boolean failed(PublishException reason) {
        if (head == Head.ERROR) {
            result.complete(Objects.requireNonNull(failure));
        } else {
            endWith(AnswerResult.early(End.PUBLISH_FAILED, tokensAccepted, String.valueOf(reason.getMessage())));
        }
        return isWanted();
    }

    @Override
    public SerializableString channel() {
        return channel;
    }

    @Override
    public SerializableString versionEpoch() {
        return id;
    }

    /**
     * Index + 1, the marker being one after the last token. An error marker leaves out one version, that of a token
     * whose last try may still be under way: should it arrive after all, Centrifugo drops it.
     */
    @Override
    public long version() {
        return tokensAccepted + (head == Head.ERROR ? 2L : 1L);
    }

    @Override
    public void writeData(JsonGenerator json, long nowNs) throws IOException {
        json.writeStartObject();
        json.writeFieldName(TYPE);
        switch (head) {
            case TOKEN -> {
                json.writeString(TOKEN);
                json.writeFieldName(INDEX);
                json.writeNumber(tokensAccepted);
                json.writeFieldName(TOKEN);
                json.writeString(token);
                writeTimes(json, nowNs);
            }
            case DONE -> {
                json.writeString("done");
                json.writeNumberField("tokens", tokensAccepted);
                json.writeStringField("sha256", sha256);
                writeTimes(json, nowNs);
            }
            case ERROR -> {
                json.writeString("error");
                json.writeNumberField("tokens", tokensAccepted);
                json.writeStringField("detail", Objects.requireNonNull(failure).detail());
            }
        }
        json.writeEndObject();
    }

    private void writeTimes(JsonGenerator json, long nowNs) throws IOException {
        json.writeFieldName(DUE);
        json.writeNumber(epochMicros(headDueNs));
        json.writeFieldName(SENT);
        json.writeNumber(epochMicros(nowNs));
    }

    private long epochMicros(long nanoTime) {
        return start.epochMicros() + (nanoTime - start.nanoTime()) / 1_000;
    }
}
