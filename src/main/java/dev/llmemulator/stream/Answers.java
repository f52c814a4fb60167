package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.stream.RefusedException.Reason;
import dev.llmemulator.time.Moment;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All answers under way in this instance. Admits new ones within limits, and drains them at shutdown. */
public final class Answers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AnswerCarrier carrier;
    private final Duration deadline;
    private final Duration maxLag;
    private final AnswerTracer tracer;
    private final Semaphore places;
    private final int maxAnswers;
    private final Map<String, UnderWay> bySession = new ConcurrentHashMap<>();

    /** Sessions in which publications of an ended answer may still arrive, by the nano time until when. */
    private final Map<String, Long> held = new ConcurrentHashMap<>();

    private final Queue<Map.Entry<String, Long>> heldInOrder = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    /** An answer, and what delivers it. */
    private record UnderWay(AnswerStream stream, AnswerCarrier carrier) {
        void hangUp() {
            stream.hangUp();
            carrier.recheck(stream);
            // Not before: until then a worker may begin an event.
            stream.rest();
        }

        void cutOff(String detail) {
            stream.cutOff(detail, System.nanoTime());
            carrier.recheck(stream);
        }

        CompletableFuture<AnswerResult> cancel() {
            stream.cancel(System.nanoTime());
            carrier.recheck(stream);
            return stream.result();
        }
    }

    /**
     * @param carrier delivers the answers that do not name another
     * @param deadline how long the carrier tries to deliver one event; error markers get this time at shutdown, and
     *     what may still arrive after its answer has ended holds the session for this time
     * @param maxAnswers most answers under way at once
     * @param maxLag how far publishing may lag behind before new answers are refused
     */
    public Answers(AnswerCarrier carrier, Duration deadline, int maxAnswers, Duration maxLag, AnswerTracer tracer) {
        this.carrier = carrier;
        this.deadline = deadline;
        this.maxAnswers = maxAnswers;
        this.maxLag = maxLag;
        this.tracer = tracer;
        this.places = new Semaphore(maxAnswers);
    }

    /** Without traces. */
    public Answers(AnswerCarrier carrier, Duration deadline, int maxAnswers, Duration maxLag) {
        this(carrier, deadline, maxAnswers, maxLag, AnswerTracer.NONE);
    }

    /** Begins an answer under an id of its own; see {@link #begin(AnswerCarrier, String, String, Answer)}. */
    public RunningAnswer begin(String sessionId, Answer answer) throws RefusedException {
        return begin(sessionId, null, answer);
    }

    /** Begins an answer that this instance's usual carrier delivers. */
    public RunningAnswer begin(String sessionId, @Nullable String id, Answer answer) throws RefusedException {
        return begin(carrier, sessionId, id, answer);
    }

    /**
     * Begins an answer. Its time to first token counts from now.
     *
     * @param to delivers the answer
     * @param id names the answer in its publications; null for one that is made here
     * @throws RefusedException when the session has an answer under way or this instance takes no more at the moment
     */
    public RunningAnswer begin(AnswerCarrier to, String sessionId, @Nullable String id, Answer answer)
            throws RefusedException {
        var lag = to.state().lag();
        if (lag.compareTo(maxLag) > 0) {
            // Without the lag itself, which differs each time: clients count refusals by their text.
            throw new RefusedException(
                    Reason.LAGGING, "Publishing lags behind by more than " + maxLag.toMillis() + " ms");
        }
        if (!places.tryAcquire()) {
            throw new RefusedException(Reason.FULL, "All " + maxAnswers + " places for answers are taken");
        }
        var epoch = uniqueId();
        var start = Moment.now();
        var observer = to.observer();
        var answerId = id == null ? epoch : id;
        var stream = new AnswerStream(sessionId, answerId, epoch, answer, start, observer);
        var underWay = new UnderWay(stream, to);
        if (bySession.putIfAbsent(sessionId, underWay) != null) {
            places.release();
            throw new RefusedException(Reason.SESSION_BUSY, "The session has an answer under way");
        }
        var unused = stream.quiet().thenRun(() -> release(sessionId, underWay));
        unused = stream.result().thenAccept(result -> ended(sessionId, result));
        try {
            // Checked after the answer is in the map, so that close() and the end of the answer before either find it
            // there or are noticed here.
            if (closing) {
                throw new RefusedException(Reason.SHUTTING_DOWN, "This instance is shutting down");
            }
            requireNotHeld(sessionId);
        } catch (RefusedException e) {
            stream.hangUp();
            stream.rest();
            throw e;
        }
        observer.began();
        stream.tell(tracer.begins(sessionId, answerId, answer));
        unused = stream.result()
                .thenAccept(result -> observer.ended(answer, result, System.nanoTime() - start.nanoTime()));
        to.add(stream);
        return new RunningAnswer(answerId, stream.result(), underWay::hangUp, underWay::cutOff);
    }

    /**
     * Cancels the answer of a session that this instance publishes.
     *
     * @return completes with the end of that answer, which may be another if it was about to end; null if there is none
     */
    public @Nullable CompletableFuture<AnswerResult> cancel(String sessionId) {
        var underWay = bySession.get(sessionId);
        return underWay == null || underWay.carrier != carrier ? null : underWay.cancel();
    }

    private static String uniqueId() {
        var bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    private void requireNotHeld(String sessionId) throws RefusedException {
        var nowNs = System.nanoTime();
        for (var first = heldInOrder.peek();
                first != null && first.getValue() - nowNs <= 0;
                first = heldInOrder.peek()) {
            if (heldInOrder.remove(first)) {
                held.remove(first.getKey(), first.getValue());
            }
        }
        var untilNs = held.get(sessionId);
        if (untilNs != null && untilNs - nowNs > 0) {
            throw new RefusedException(
                    Reason.SESSION_BUSY,
                    "Tokens of the session's last answer may still arrive",
                    Duration.ofSeconds(1 + TimeUnit.NANOSECONDS.toSeconds(untilNs - nowNs)));
        }
    }

    /** Lets the session have another answer, now or when nothing of this one can arrive any more. */
    private void release(String sessionId, UnderWay underWay) {
        var doubtNs = underWay.stream.doubtNs();
        var untilNs = doubtNs == null ? 0 : doubtNs + deadline.toNanos();
        if (doubtNs != null && untilNs - System.nanoTime() > 0) {
            held.put(sessionId, untilNs);
            heldInOrder.add(Map.entry(sessionId, untilNs));
        }
        bySession.remove(sessionId, underWay);
    }

    private void ended(String sessionId, AnswerResult result) {
        places.release();
        if (result.end() == End.COMPLETE || result.end() == End.HUNG_UP || result.end() == End.CANCELLED) {
            LOG.debug("Answer ended. [session={}, end={}, tokens={}]", sessionId, result.end(), result.tokens());
        } else {
            LOG.warn(
                    "Answer ended early. [session={}, end={}, tokens={}, detail={}]",
                    sessionId,
                    result.end(),
                    result.tokens(),
                    result.detail());
        }
    }

    public boolean isOpen() {
        return !closing;
    }

    public int underWay() {
        return bySession.size();
    }

    public PublishState publishing() {
        return carrier.state();
    }

    /**
     * Refuses new answers, gives those under way {@code grace} to end by themselves, then cuts them off with an error
     * marker.
     */
    public void drain(Duration grace) {
        closing = true;
        LOG.info("Draining. [answers={}, grace={}]", underWay(), grace);
        if (!awaitAll(grace)) {
            LOG.warn("Cutting off what is still under way. [answers={}]", underWay());
            bySession.values().forEach(underWay -> underWay.cutOff("The emulator is shutting down"));
            if (!awaitAll(deadline)) {
                LOG.error("Some readers were not told that their answer ended. [answers={}]", underWay());
            }
        }
    }

    private boolean awaitAll(Duration limit) {
        var results = bySession.values().stream()
                .map(underWay -> underWay.stream.result())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(results).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The result of an answer is never exceptional", e);
        }
    }

    /** Ends all answers at once, without a marker. Call {@link #drain} first. */
    @Override
    public void close() {
        closing = true;
        bySession.values().forEach(underWay -> {
            underWay.stream.giveUp("The emulator has stopped");
            underWay.stream.rest();
        });
    }
}
