package dev.llmemulator.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.LoremTokens;
import dev.llmemulator.answer.TokenSchedule;
import dev.llmemulator.centrifugo.Publication;
import dev.llmemulator.centrifugo.PublishException;
import dev.llmemulator.centrifugo.TokenPublisher;
import dev.llmemulator.stream.AnswerResult.End;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One answer under way: its tokens, then its marker, each published when the one before has been accepted.
 *
 * <p>{@link #waiting} counts what has fallen due and is not accepted yet. Whoever takes it from zero offers the next
 * publication; whoever accepts one and leaves it above zero offers the one after. So at any moment the stream is in the
 * hands of one thread at most, its channel has one publication under way at most, and no lock is needed. The stream
 * itself is that one publication: nothing is allocated for a token.
 *
 * <p>An answer that is cut off takes the same way: its error marker is one more thing that waits. One that is cancelled
 * is over at once; the pacer and the publisher drop it when they next come upon it.
 */
final class AnswerStream implements Publication {
    /** What is published next. */
    private enum Head {
        TOKEN,
        DONE,
        ERROR
    }

    private final String channel;
    private final String id;
    private final Answer answer;
    private final TokenPublisher publisher;
    private final Duration patience;
    private final long startNs;
    private final long startEpochMicros;
    private final AtomicInteger waiting = new AtomicInteger();
    private final CompletableFuture<AnswerResult> result = new CompletableFuture<>();
    private volatile @Nullable String cutOffDetail;
    private volatile int tokensAccepted;

    // Touched by the pacer alone.
    private final TokenSchedule pacerSchedule;
    private int tokensDue;
    private long nextDueNs;

    // Touched by whoever holds the publication.
    private final LoremTokens tokens;
    private final TokenSchedule headSchedule;
    private Head head = Head.TOKEN;
    private String token = "";
    private long headDueNs;
    private String text = "";
    private String sha256 = "";
    private @Nullable AnswerResult failure;

    /**
     * @param id names this answer towards Centrifugo, which drops what it has seen of it already
     * @param patience how long one publication is tried before the answer fails
     * @param startNs nano time that the schedule counts from
     * @param startEpochMicros the same moment, in microseconds since the Unix epoch
     */
    AnswerStream(
            String channel,
            String id,
            Answer answer,
            TokenPublisher publisher,
            Duration patience,
            long startNs,
            long startEpochMicros) {
        this.channel = channel;
        this.id = id;
        this.answer = answer;
        this.publisher = publisher;
        this.patience = patience;
        this.startNs = startNs;
        this.startEpochMicros = startEpochMicros;
        this.pacerSchedule = answer.schedule();
        this.nextDueNs = startNs + pacerSchedule.nextDueNs();
        this.tokens = answer.tokens();
        this.headSchedule = answer.schedule();
    }

    /** Completes once, however the answer ends; never exceptionally. */
    CompletableFuture<AnswerResult> result() {
        return result;
    }

    /** Nano time at which the next token falls due. For the pacer. */
    long nextDueNs() {
        return nextDueNs;
    }

    /**
     * Takes note of the tokens that are due by now, and with the last one of the marker. For the pacer.
     *
     * @return whether more will fall due
     */
    boolean fallDue(long nowNs) {
        if (!isWanted()) {
            return false;
        }
        var due = 0;
        while (tokensDue < answer.words() && nextDueNs - nowNs <= 0) {
            tokensDue++;
            due++;
            nextDueNs = startNs + pacerSchedule.nextDueNs();
        }
        var allDue = tokensDue == answer.words();
        expect(allDue ? due + 1 : due);
        return !allDue;
    }

    /** Ends the answer with an error marker, after the publication that is under way. */
    void cutOff(String detail) {
        cutOffDetail = detail;
        expect(1);
    }

    /** Ends the answer at once, with no more tokens and no marker. */
    void cancel() {
        result.complete(AnswerResult.early(End.CANCELLED, tokensAccepted, "The client hung up"));
    }

    /** Ends the answer at once, because the emulator itself cannot go on with it. */
    void giveUp(String detail) {
        result.complete(AnswerResult.early(End.CUT_OFF, tokensAccepted, detail));
    }

    private void expect(int more) {
        if (more > 0 && waiting.getAndAdd(more) == 0) {
            offerNext();
        }
    }

    private void offerNext() {
        var cutOff = cutOffDetail;
        if (cutOff != null) {
            offerError(AnswerResult.early(End.CUT_OFF, tokensAccepted, cutOff));
            return;
        }
        if (tokens.hasNext()) {
            token = tokens.next();
            headDueNs = startNs + headSchedule.nextDueNs();
        } else {
            head = Head.DONE;
            text = answer.text();
            sha256 = Answer.sha256(text);
        }
        publisher.publish(this, patience);
    }

    private void offerError(AnswerResult reason) {
        failure = reason;
        head = Head.ERROR;
        publisher.publish(this, patience);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread holds the publication; others only read the count.
    public void accepted() {
        switch (head) {
            case TOKEN -> {
                tokensAccepted++;
                if (waiting.decrementAndGet() > 0 && isWanted()) {
                    offerNext();
                }
            }
            case DONE -> result.complete(AnswerResult.complete(tokensAccepted, text, sha256));
            case ERROR -> completeWithFailure();
        }
    }

    @Override
    public void failed(PublishException reason) {
        if (head == Head.ERROR) {
            completeWithFailure();
        } else {
            offerError(AnswerResult.early(End.PUBLISH_FAILED, tokensAccepted, String.valueOf(reason.getMessage())));
        }
    }

    private void completeWithFailure() {
        result.complete(Objects.requireNonNull(failure));
    }

    @Override
    public boolean isWanted() {
        return !result.isDone();
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public String versionEpoch() {
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
        switch (head) {
            case TOKEN -> {
                json.writeStringField("type", "token");
                json.writeNumberField("index", tokensAccepted);
                json.writeStringField("token", token);
                writeTimes(json, nowNs);
            }
            case DONE -> {
                json.writeStringField("type", "done");
                json.writeNumberField("tokens", tokensAccepted);
                json.writeStringField("sha256", sha256);
                writeTimes(json, nowNs);
            }
            case ERROR -> {
                json.writeStringField("type", "error");
                json.writeNumberField("tokens", tokensAccepted);
                json.writeStringField("detail", Objects.requireNonNull(failure).detail());
            }
        }
        json.writeEndObject();
    }

    private void writeTimes(JsonGenerator json, long nowNs) throws IOException {
        json.writeNumberField("due", epochMicros(headDueNs));
        json.writeNumberField("sent", epochMicros(nowNs));
    }

    private long epochMicros(long nanoTime) {
        return startEpochMicros + (nanoTime - startNs) / 1_000;
    }
}
