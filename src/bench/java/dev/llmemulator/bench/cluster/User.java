package dev.llmemulator.bench.cluster;

import dev.llmemulator.bench.cluster.PostConnection.Reply;
import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.StreamRecord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A reader who asks one question after the other, the next when marker and reply of the one before are there. An answer
 * that is not complete is the last one.
 */
final class User extends ChannelReader {
    private static final Duration DELAY = Duration.ofMillis(10);

    private final Network network;
    private final int words;
    private final boolean changesChannels;
    private BenchQuestion question;
    private boolean goesOn = true;
    private boolean waiting;
    private boolean counts;
    private long askedUs;
    private long markerUs;
    private @Nullable StreamRecord answer;
    private @Nullable HttpReply reply;

    /** @param changesChannels whether each answer has a channel of its own, as those of the load test */
    User(NativeCluster cluster, WindowFigures figures, int words, boolean changesChannels) {
        super(cluster, figures);
        this.network = cluster.network();
        this.words = words;
        this.changesChannels = changesChannels;
        this.question = question();
    }

    private BenchQuestion question() {
        return new BenchQuestion(session(), words, Duration.ZERO, DELAY);
    }

    void ask() {
        if (!goesOn) {
            return;
        }
        waiting = true;
        answer = null;
        reply = null;
        counts = figures.asked();
        askedUs = figures.nowUs();
        var unused = question.ask(network, NativeCluster.QUESTIONS).reply().thenAccept(this::replied);
    }

    /** Lets the answer under way be the last one. */
    void stop() {
        goesOn = false;
    }

    /** True while an answer is under way. */
    boolean isWaiting() {
        return waiting;
    }

    @Override
    void ended(StreamRecord ended, long endedUs) {
        if (!waiting || answer != null) {
            violation("marker that nobody waits for");
            return;
        }
        markerUs = endedUs;
        answer = ended;
        goOnWhenComplete();
    }

    private void replied(Reply http) {
        if (http.status() != 200) {
            violation("HTTP status " + http.status());
            return;
        }
        try {
            reply = HttpReply.parse(http.body());
        } catch (IllegalArgumentException e) {
            violation("unreadable reply");
            return;
        }
        goOnWhenComplete();
    }

    private void goOnWhenComplete() {
        if (answer == null || reply == null) {
            return;
        }
        var anomalies = answer.judge(reply);
        figures.violations(anomalies);
        if (!anomalies.isEmpty() || reply.tokens() != question.words()) {
            violation("answer that is not as asked for");
            return;
        }
        waiting = false;
        if (counts) {
            figures.answered(markerUs - askedUs, question.idealUs());
        }
        if (changesChannels && goesOn) {
            turnToNewSession();
        } else {
            ask();
        }
    }

    @Override
    void subscribed() {
        // The first question comes when the run says so.
        if (!question.session().equals(session())) {
            question = question();
            ask();
        }
    }

    @Override
    void violation(String what) {
        super.violation(what);
        if (waiting && counts) {
            figures.givenUp();
        }
        goesOn = false;
        waiting = false;
    }
}
