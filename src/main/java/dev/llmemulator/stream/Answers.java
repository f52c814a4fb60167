package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.centrifugo.PublishState;
import dev.llmemulator.centrifugo.TokenPublisher;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.stream.RefusedException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All answers under way in this instance: lets them in, and sees them out at shutdown. */
public final class Answers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String CHANNEL_PREFIX = "session:";

    private final TokenPublisher publisher;
    private final Duration patience;
    private final Duration maxLag;
    private final Semaphore places;
    private final int maxAnswers;
    private final Map<String, AnswerStream> bySession = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /**
     * @param patience how long one publication is tried before its answer fails; so long error markers may take at shutdown
     * @param maxAnswers answers under way at once
     * @param maxLag how far publishing may lag behind before no more answers are let in
     */
    public Answers(TokenPublisher publisher, Duration patience, int maxAnswers, Duration maxLag) {
        this.publisher = publisher;
        this.patience = patience;
        this.maxAnswers = maxAnswers;
        this.maxLag = maxLag;
        this.places = new Semaphore(maxAnswers);
    }

    /**
     * Begins an answer; its time to first token counts from now.
     *
     * @throws RefusedException when this instance takes no more work for the moment, or the session has an answer under
     *     way
     */
    public RunningAnswer begin(String sessionId, Answer answer) throws RefusedException {
        var lag = publisher.state().lag();
        if (lag.compareTo(maxLag) > 0) {
            throw refused(Reason.LAGGING, "Publishing lags behind by " + lag.toMillis() + " ms");
        }
        if (!places.tryAcquire()) {
            throw refused(Reason.FULL, "All " + maxAnswers + " places for answers are taken");
        }
        var stream =
                new AnswerStream(CHANNEL_PREFIX + sessionId, UUID.randomUUID().toString(), answer, Moment.now());
        if (bySession.putIfAbsent(sessionId, stream) != null) {
            places.release();
            throw refused(Reason.SESSION_BUSY, "Session " + sessionId + " has an answer under way");
        }
        var unused = stream.result().thenAccept(result -> ended(sessionId, stream, result));
        // Looked at after the answer is in the map: close() either finds it there or is seen here.
        if (closing) {
            stream.cancel();
            throw refused(Reason.SHUTTING_DOWN, "This instance is shutting down");
        }
        publisher.add(stream);
        return new RunningAnswer(stream.result(), () -> cancel(stream));
    }

    private void cancel(AnswerStream stream) {
        stream.cancel();
        publisher.recheck(stream);
    }

    private void cutOff(AnswerStream stream) {
        stream.cutOff("The emulator is shutting down", System.nanoTime());
        publisher.recheck(stream);
    }

    private static RefusedException refused(Reason reason, String message) {
        return new RefusedException(reason, message, Duration.ofSeconds(1));
    }

    private void ended(String sessionId, AnswerStream stream, AnswerResult result) {
        bySession.remove(sessionId, stream);
        places.release();
        if (result.end() == End.COMPLETE || result.end() == End.CANCELLED) {
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

    /** Whether new answers are let in. */
    public boolean isOpen() {
        return !closing;
    }

    /** Answers under way. */
    public int underWay() {
        return bySession.size();
    }

    /** How publishing is doing. */
    public PublishState publishing() {
        return publisher.state();
    }

    /** Lets no new answer in, gives those under way {@code grace} to end by themselves, then cuts them off with an error marker. */
    public void drain(Duration grace) {
        closing = true;
        LOG.info("Draining. [answers={}, grace={}]", underWay(), grace);
        if (!awaitAll(grace)) {
            LOG.warn("Cutting off what is still under way. [answers={}]", underWay());
            bySession.values().forEach(this::cutOff);
            if (!awaitAll(patience)) {
                LOG.error("Some readers were not told that their answer ended. [answers={}]", underWay());
            }
        }
    }

    private boolean awaitAll(Duration limit) {
        var results = bySession.values().stream().map(AnswerStream::result).toArray(CompletableFuture<?>[]::new);
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

    /** Ends at once whatever is left; call {@link #drain} first to spare the readers. */
    @Override
    public void close() {
        closing = true;
        bySession.values().forEach(stream -> stream.giveUp("The emulator has stopped"));
    }
}
