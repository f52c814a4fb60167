package dev.llmemulator.bench.clients;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.measure.EpochClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Asks one question after the other, the next when marker and reply of the one before are here. Ends for good with an
 * answer that is not whole. Touched by the network's thread alone.
 */
final class User implements Arrivals {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Questions questions;
    private final Question question;
    private final EpochClock clock;
    private final Figures figures;
    private boolean goesOn = true;
    private boolean waits;
    private boolean counts;
    private long askedUs;
    private long markerUs;
    private String markerSha256 = "";
    private String replySha256 = "";

    User(Questions questions, Question question, EpochClock clock, Figures figures) {
        this.questions = questions;
        this.question = question;
        this.clock = clock;
        this.figures = figures;
    }

    void ask() {
        if (!goesOn) {
            return;
        }
        waits = true;
        markerSha256 = "";
        replySha256 = "";
        counts = figures.asked();
        askedUs = clock.nowUs();
        var unused = questions.ask(question, this::replied);
    }

    /** Lets the answer under way be the last one. */
    void stop() {
        goesOn = false;
    }

    /** Whether an answer is under way. */
    boolean waits() {
        return waits;
    }

    @Override
    public void token(long dueUs, long sentUs, long arrivedUs) {
        figures.received(dueUs, sentUs, arrivedUs);
    }

    @Override
    public void answered(String sha256, long arrivedUs) {
        if (!waits || !markerSha256.isEmpty()) {
            violation("marker that nobody waits for");
            return;
        }
        markerUs = arrivedUs;
        markerSha256 = sha256;
        goOnWhenWhole();
    }

    private void replied(int status, byte[] body) {
        if (status != 200) {
            violation("HTTP status " + status);
            return;
        }
        try {
            var reply = JSON.readTree(body);
            var text = reply.path("response").asText().getBytes(StandardCharsets.UTF_8);
            replySha256 = HexFormat.of().formatHex(AnswerProof.sha256().digest(text));
            if (!replySha256.equals(reply.path("sha256").asText())
                    || reply.path("tokens").asInt() != question.words()) {
                violation("reply that contradicts itself");
            }
        } catch (IOException e) {
            violation("reply that is no JSON");
        }
        goOnWhenWhole();
    }

    private void goOnWhenWhole() {
        if (markerSha256.isEmpty() || replySha256.isEmpty()) {
            return;
        }
        if (!markerSha256.equals(replySha256)) {
            violation("reply of another text");
            return;
        }
        waits = false;
        if (counts) {
            figures.answered(markerUs - askedUs, question.idealUs());
        }
        ask();
    }

    @Override
    public void violation(String what) {
        figures.violation(what);
        if (waits && counts) {
            figures.givenUp();
        }
        goesOn = false;
        waits = false;
    }
}
