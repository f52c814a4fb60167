package dev.llmemulator.bench.clients;

import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import dev.llmemulator.load.measure.EpochClock;
import org.jspecify.annotations.Nullable;

/**
 * A user who asks one question after the other, the next when marker and reply of the one before are there. An answer
 * that is not complete is the last one. Only the network's thread may touch it.
 */
final class User implements ReaderEvents {
    private final Questions questions;
    private final Question question;
    private final EpochClock clock;
    private final WindowFigures figures;
    private boolean goesOn = true;
    private boolean waiting;
    private boolean counts;
    private long askedUs;
    private long markerUs;
    private @Nullable StreamRecord answer;
    private @Nullable HttpReply reply;

    User(Questions questions, Question question, EpochClock clock, WindowFigures figures) {
        this.questions = questions;
        this.question = question;
        this.clock = clock;
        this.figures = figures;
    }

    void ask() {
        if (!goesOn) {
            return;
        }
        waiting = true;
        answer = null;
        reply = null;
        counts = figures.asked();
        askedUs = clock.nowUs();
        var unused = questions.ask(question, this::replied);
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
    public void token(Stamps stamps, long arrivedUs) {
        figures.token(stamps, arrivedUs);
    }

    @Override
    public void ended(StreamRecord ended, long arrivedUs) {
        if (!waiting || answer != null) {
            violation("marker that nobody waits for");
            return;
        }
        markerUs = arrivedUs;
        answer = ended;
        goOnWhenComplete();
    }

    private void replied(int status, String body) {
        if (status != 200) {
            violation("HTTP status " + status);
            return;
        }
        try {
            reply = HttpReply.parse(body);
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
        ask();
    }

    @Override
    public void violation(String what) {
        figures.violation(what);
        if (waiting && counts) {
            figures.givenUp();
        }
        goesOn = false;
        waiting = false;
    }
}
