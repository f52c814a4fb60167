package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.LoremTokens;
import dev.llmemulator.answer.TokenSchedule;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.time.Moment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One answer under way: its tokens, then its marker. Each is due at its absolute time, so a late token delays no later
 * one. An answer that is cut off tells an error in place of its next token. One that is cancelled is over at once.
 */
final class AnswerStream implements AnswerFeed, AnswerEvent {
    private record CutOff(String detail, long atNs) {}

    private final String sessionId;
    private final String id;
    private final Answer answer;
    private final Moment start;
    private final CompletableFuture<AnswerResult> result = new CompletableFuture<>();
    private volatile @Nullable CutOff cutOff;
    private volatile int tokensAccepted;

    // Used only by the thread that holds the feed.
    private final LoremTokens tokens;
    private final TokenSchedule schedule;
    private Type type = Type.TOKEN;
    private String token = "";
    private long eventDueNs;
    private String text = "";
    private String sha256 = "";
    private @Nullable AnswerResult failure;

    AnswerStream(String sessionId, String id, Answer answer, Moment start) {
        this.sessionId = sessionId;
        this.id = id;
        this.answer = answer;
        this.start = start;
        this.tokens = answer.tokens();
        this.schedule = answer.schedule();
        goOn();
    }

    /** Completes exactly once, however the answer ends; never exceptionally. */
    CompletableFuture<AnswerResult> result() {
        return result;
    }

    /** Makes the answer end with an error marker, which is due at {@code nowNs}. */
    void cutOff(String detail, long nowNs) {
        cutOff = new CutOff(detail, nowNs);
    }

    /** Ends the answer at once, without further tokens and without a marker. */
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
            eventDueNs = start.nanoTime() + schedule.nextDueNs(tokens.startsSentence());
        } else {
            type = Type.DONE;
            token = "";
            text = answer.text();
            sha256 = Answer.sha256(text);
        }
    }

    private void endWith(AnswerResult reason) {
        failure = reason;
        type = Type.ERROR;
        token = "";
        sha256 = "";
    }

    @Override
    public AnswerEvent event() {
        return this;
    }

    @Override
    public long dueNs() {
        // The error marker of a failed event is due when that event was, so it is late already.
        var ending = cutOff;
        return ending != null && ending.atNs - eventDueNs < 0 ? ending.atNs : eventDueNs;
    }

    @Override
    public boolean isWanted() {
        return !result.isDone();
    }

    @Override
    public void begin() {
        var ending = cutOff;
        // A marker may have arrived even if it is tried again, so it stays.
        if (ending != null && type == Type.TOKEN) {
            endWith(AnswerResult.early(End.CUT_OFF, tokensAccepted, ending.detail));
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread holds the feed; others only read the count.
    public boolean accepted() {
        switch (type) {
            case TOKEN -> {
                tokensAccepted++;
                goOn();
            }
            case DONE ->
                result.complete(AnswerResult.complete(tokensAccepted, text, sha256, eventDueNs - start.nanoTime()));
            case ERROR -> result.complete(Objects.requireNonNull(failure));
        }
        return isWanted();
    }

    @Override
    public boolean failed(String reason) {
        if (type == Type.ERROR) {
            result.complete(Objects.requireNonNull(failure));
        } else {
            endWith(AnswerResult.early(End.PUBLISH_FAILED, tokensAccepted, reason));
        }
        return isWanted();
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public String sessionId() {
        return sessionId;
    }

    @Override
    public String answerId() {
        return id;
    }

    @Override
    public int tokensBefore() {
        return tokensAccepted;
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public String detail() {
        return failure == null ? "" : failure.detail();
    }

    @Override
    public long dueMicros() {
        return epochMicros(eventDueNs);
    }

    @Override
    public long epochMicros(long nanoTime) {
        return start.epochMicros() + (nanoTime - start.nanoTime()) / 1_000;
    }
}
