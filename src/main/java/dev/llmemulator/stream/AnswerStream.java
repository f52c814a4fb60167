package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.LoremTokens;
import dev.llmemulator.answer.TokenSchedule;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One answer under way: its tokens, then its marker. Each is due at its absolute time, so a late token delays no later
 * one. An answer that is to end early says so in place of its next token. One whose client hung up is over at once.
 */
final class AnswerStream implements AnswerFeed {
    private record EarlyEnd(End end, String detail, long atNs) {}

    private final String sessionId;
    private final String id;
    private final String epoch;
    private final Answer answer;
    private final Moment start;
    private final AnswerObserver observer;
    private final CompletableFuture<AnswerResult> result = new CompletableFuture<>();
    private AnswerTrace trace = AnswerTrace.NONE;
    private volatile @Nullable EarlyEnd earlyEnd;
    private volatile int tokensAccepted;
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private volatile boolean underWay;
    private volatile @Nullable Long doubtNs;

    // Used only by the thread that holds the feed.
    private final LoremTokens tokens;
    private final TokenSchedule schedule;

    /** The current event, then those that were looked at ahead of it. Each object is used again when its turn is over. */
    private final List<Event> events = new ArrayList<>(2);

    private int known;
    private int begun;
    private int tokensMade;

    /** How many tokens may have arrived by what is known; those beyond {@link #tokensAccepted} were not acknowledged. */
    private int tokensInDoubt;

    private boolean markerMayHaveArrived;
    private String text = "";
    private @Nullable AnswerResult failure;

    /** A token or a marker of this answer. */
    private final class Event implements AnswerEvent {
        private AnswerEvent.Type type = AnswerEvent.Type.TOKEN;
        private int tokensBefore;
        private String token = "";
        private long dueNs;
        private String sha256 = "";

        @Override
        public AnswerEvent.Type type() {
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
        public String epoch() {
            return epoch;
        }

        @Override
        public int tokensBefore() {
            return tokensBefore;
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
        public int unacknowledged() {
            return failure == null ? 0 : failure.unacknowledged();
        }

        @Override
        public long dueMicros() {
            return AnswerStream.this.epochMicros(dueNs);
        }

        @Override
        public AnswerTrace trace() {
            return trace;
        }

        @Override
        public long epochMicros(long nanoTime) {
            return AnswerStream.this.epochMicros(nanoTime);
        }
    }

    /** @param epoch unique for each answer; the id may come from a caller */
    AnswerStream(String sessionId, String id, String epoch, Answer answer, Moment start, AnswerObserver observer) {
        this.sessionId = sessionId;
        this.id = id;
        this.epoch = epoch;
        this.answer = answer;
        this.start = start;
        this.observer = observer;
        this.tokens = answer.tokens();
        this.schedule = answer.schedule();
        make();
    }

    private long epochMicros(long nanoTime) {
        return start.epochMicros() + (nanoTime - start.nanoTime()) / 1_000;
    }

    /** Tells a trace from now on. Call it before a carrier has the feed. */
    void tell(AnswerTrace of) {
        trace = of;
        var unused = result.thenAccept(of::ended);
    }

    /** Completes exactly once, however the answer ends; never exceptionally. */
    CompletableFuture<AnswerResult> result() {
        return result;
    }

    /** Completes once the answer has ended and its carrier has nothing of it under way; before the result if it can. */
    CompletableFuture<Void> quiet() {
        return quiet;
    }

    /** The last nano time at which an event was given up that may still arrive; null if there is none. */
    @Nullable
    Long doubtNs() {
        return doubtNs;
    }

    /** An ended answer that its carrier has seen again is quiet, unless an event is under way that will come back. */
    void rest() {
        if (!underWay) {
            quiet.complete(null);
        }
    }

    private void end(AnswerResult end) {
        // First, so that whoever learns of the end may ask the session again.
        rest();
        result.complete(end);
    }

    private AnswerResult early(End end, String detail) {
        return AnswerResult.early(end, tokensAccepted, Math.max(0, tokensInDoubt - tokensAccepted), detail);
    }

    /** Makes the answer end with an error marker, which is due at {@code nowNs}. */
    void cutOff(String detail, long nowNs) {
        earlyEnd = new EarlyEnd(End.CUT_OFF, detail, nowNs);
    }

    /** Makes the answer end with a marker that says it was cancelled, which is due at {@code nowNs}. */
    void cancel(long nowNs) {
        earlyEnd = new EarlyEnd(End.CANCELLED, "The answer was cancelled", nowNs);
    }

    /** Ends the answer at once, without further tokens and without a marker. */
    void hangUp() {
        result.complete(AnswerResult.early(End.HUNG_UP, tokensAccepted, 0, "The client hung up"));
    }

    /** Ends the answer at once, because the emulator itself cannot go on with it. */
    void giveUp(String detail) {
        result.complete(AnswerResult.early(End.CUT_OFF, tokensAccepted, 0, detail));
    }

    /** Makes the event after those that are known. */
    private void make() {
        if (known == events.size()) {
            events.add(new Event());
        }
        var event = events.get(known);
        event.tokensBefore = tokensMade;
        if (tokens.hasNext()) {
            event.token = tokens.next();
            event.dueNs = start.nanoTime() + schedule.nextDueNs(tokens.startsSentence());
            tokensMade++;
        } else {
            event.type = AnswerEvent.Type.DONE;
            event.token = "";
            event.dueNs = known > 0 ? events.get(known - 1).dueNs : event.dueNs;
            text = answer.text();
            event.sha256 = Answer.sha256(text);
        }
        known++;
    }

    private void goOn() {
        known--;
        if (known > 0) {
            events.add(events.remove(0));
        } else {
            make();
        }
    }

    private void endWith(AnswerResult reason) {
        failure = reason;
        known = 1;
        var event = current();
        event.type = reason.end() == End.CANCELLED ? AnswerEvent.Type.CANCELLED : AnswerEvent.Type.ERROR;
        event.tokensBefore = tokensAccepted;
        event.token = "";
        event.sha256 = "";
    }

    private Event current() {
        return events.get(0);
    }

    @Override
    public AnswerEvent event(int ahead) {
        return events.get(ahead);
    }

    @Override
    public long dueNs() {
        // The error marker of a failed event is due when that event was, so it is late already.
        var ending = earlyEnd;
        var eventDueNs = current().dueNs;
        return ending != null && ending.atNs - eventDueNs < 0 ? ending.atNs : eventDueNs;
    }

    @Override
    public boolean isWanted() {
        return !result.isDone();
    }

    @Override
    public int due(long nowNs, int most) {
        var due = 1;
        while (due < most && events.get(due - 1).type == AnswerEvent.Type.TOKEN) {
            if (due == known) {
                make();
            }
            if (events.get(due).dueNs - nowNs > 0) {
                break;
            }
            due++;
        }
        return due;
    }

    @Override
    public long restDueNs(long byNs, int most) {
        var last = events.get(due(byNs, most) - 1);
        return last.type == AnswerEvent.Type.DONE && earlyEnd == null ? last.dueNs : dueNs();
    }

    @Override
    public int begin(int count) {
        underWay = true;
        begun = frozen(count);
        return begun;
    }

    private int frozen(int count) {
        var ending = earlyEnd;
        // A marker may have arrived even if it is tried again, so it stays.
        if (ending != null && current().type == AnswerEvent.Type.TOKEN && !markerMayHaveArrived) {
            endWith(early(ending.end, ending.detail));
            return 1;
        }
        markerMayHaveArrived |= events.get(count - 1).type == AnswerEvent.Type.DONE;
        return count;
    }

    @Override
    public void returned(boolean mayArrive, long nowNs) {
        if (mayArrive) {
            doubtNs = nowNs;
            var last = events.get(begun - 1);
            tokensInDoubt = Math.max(tokensInDoubt, last.tokensBefore + (last.type == AnswerEvent.Type.TOKEN ? 1 : 0));
        }
        underWay = false;
        if (result.isDone()) {
            rest();
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread holds the feed; others only read the count.
    public boolean accepted() {
        var event = current();
        switch (event.type) {
            case TOKEN -> {
                if (tokensAccepted == 0) {
                    observer.firstToken(System.nanoTime() - start.nanoTime());
                    trace.firstToken();
                }
                tokensAccepted++;
                goOn();
            }
            case DONE -> end(AnswerResult.complete(tokensAccepted, text, event.sha256, event.dueNs - start.nanoTime()));
            case ERROR, CANCELLED -> end(Objects.requireNonNull(failure));
        }
        return isWanted();
    }

    @Override
    public boolean failed(String reason) {
        if (current().type.isEarlyEnd()) {
            end(Objects.requireNonNull(failure));
        } else {
            endWith(early(End.PUBLISH_FAILED, reason));
        }
        return isWanted();
    }
}
