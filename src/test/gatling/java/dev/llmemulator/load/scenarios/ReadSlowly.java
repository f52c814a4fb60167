package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.protocol.AnswerInProgress;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The user reads slowly, or not at all, for a time, as on a page that hangs. If the server ends the connection for that,
 * it comes back, and reads as usual.
 */
public final class ReadSlowly extends ComeBack {
    private final CompletableFuture<Void> begun;
    private final int bytesPerSecond;
    private final Duration during;

    /**
     * Users who read slowly from an event on: in the answer that they are at then, and in all that follow.
     *
     * @param bytesPerSecond 0 for nothing
     */
    public ReadSlowly(JourneyContext context, CompletableFuture<Void> begun, int bytesPerSecond, Duration during) {
        super(context, during);
        this.begun = begun;
        this.bytesPerSecond = bytesPerSecond;
        this.during = during;
    }

    @Override
    protected ChainBuilder meanwhile() {
        return exec(Steps.beside(
                "read slowly",
                exec(Steps.await("wait until users read slowly", this::begunOrSettled))
                        .exec(this::readSlowly)));
    }

    private CompletableFuture<Void> begunOrSettled(Session session) {
        return CompletableFuture.anyOf(begun, AnswerInProgress.of(session).settled())
                .thenRun(() -> {});
    }

    private Session readSlowly(Session session) {
        AnswerInProgress.of(session).readSlowly(bytesPerSecond, during);
        return session;
    }
}
