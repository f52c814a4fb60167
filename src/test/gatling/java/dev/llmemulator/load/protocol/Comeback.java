package dev.llmemulator.load.protocol;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * How a user comes back to its answer: when it loses its connection or its subscription, and when it has recovered what
 * it missed. It belongs to the event loop of its user.
 */
public final class Comeback {
    /** Precedes, in the events of a group, how its users lost a connection or a subscription. */
    public static final String LOST = "lost: ";

    private final AnswerContext context;
    private final CompletableFuture<Void> settled;
    private CompletableFuture<Void> lost = new CompletableFuture<>();
    private String how = "";
    private long lostUs;
    private int attempts;
    private int recoveries;
    private boolean recovers;

    /** After how many tokens the user loses its connection next. */
    private int losesAfter = Integer.MAX_VALUE;

    private int losesEvery;
    private int lossesLeft;

    Comeback(AnswerContext context, CompletableFuture<Void> settled) {
        this.context = context;
        this.settled = settled;
    }

    /**
     * Whether a server that refuses a command so may take it later: an internal error, too many requests, or a token that
     * has expired, for which there is another one then.
     */
    static boolean isTemporary(String refusal) {
        return Stream.of("100 ", "109 ", "110 ", "111 ").anyMatch(refusal::startsWith);
    }

    /** Lets the user lose its connection so often, evenly spread over the tokens of an answer. */
    public void loses(int times, int ofTokens) {
        losesEvery = Math.max(1, ofTokens / (times + 1));
        lossesLeft = times;
        losesAfter = times > 0 ? losesEvery : Integer.MAX_VALUE;
    }

    /** True if the user loses its connection with this token. */
    boolean isToLose(int tokens) {
        if (tokens < losesAfter) {
            return false;
        }
        lossesLeft--;
        losesAfter = lossesLeft > 0 ? tokens + losesEvery : Integer.MAX_VALUE;
        return true;
    }

    void lost(String how) {
        if (isLost()) {
            return;
        }
        this.how = how;
        lostUs = context.clock().nowUs();
        context.measurements().endings().connectionLost();
        context.count(LOST + how, 1);
        lost.complete(null);
    }

    /** The server's reply to the subscription came with all that was missed; of its frame, the tokens count as replayed. */
    void recovered() {
        recovers = isLost();
    }

    void frameRead(int newTokens) {
        if (recovers) {
            recovers = false;
            context.measurements().endings().replayed(newTokens);
        }
    }

    /** The user is subscribed again. Tells the times how long that took, if it had lost anything. */
    void back(AnswerTimes times) {
        if (isLost()) {
            times.recovered(context.clock().nowUs() - lostUs);
            recoveries++;
            attempts = 0;
            lost = new CompletableFuture<>();
        }
    }

    /** True from a loss until the user is subscribed again. */
    public boolean isLost() {
        return lost.isDone();
    }

    /** Completes when connection or subscription is lost, or when there is nothing more to wait for. */
    public CompletableFuture<Void> lostOrSettled() {
        return CompletableFuture.anyOf(lost, settled).thenRun(() -> {});
    }

    /** Counts one more attempt to come back, and returns how many there were before since the loss. */
    public int nextAttempt() {
        return attempts++;
    }

    String how() {
        return how;
    }

    int recoveries() {
        return recoveries;
    }
}
