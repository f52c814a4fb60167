package dev.llmemulator.load.truth;

import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything that the emulator does for one answer, written from its beginning to its end. */
final class Script {
    /** Does one thing. Its moment is microseconds since the request arrived, or since the user was last away. */
    interface Step {
        void take(Performance performance) throws IOException;
    }

    sealed interface Message {}

    /** A token, with how long before its publication it is said to have been sent and due. */
    record Token(int index, long sentAgoUs, long dueAgoUs) implements Message {}

    record Marker() implements Message {}

    /** The marker of a failed answer. */
    record ErrorMarker(int tokens, String detail) implements Message {}

    /** The kind that a failed answer is counted by, and its reason in full. */
    record Fault(String kind, String reason, List<AnomalyKind> violations) {}

    /** Counts the answers of a profile from 0. */
    final int number;

    /** The same for the same number, whenever it is asked. */
    final Random random;

    final List<Step> steps = new ArrayList<>();

    /** As what the answer has to be reported; null if it is complete. */
    @Nullable
    Fault fault;

    private long atUs;
    private int total;
    private long sentAgoUs = 400_000;
    private long dueAgoUs = 600_000;

    Script(int number, Random random) {
        this.number = number;
        this.random = random;
    }

    Script after(double ms) {
        atUs += Math.round(ms * 1000);
        return this;
    }

    /**
     * Sets how long before their publication the next tokens claim to have been due and sent; 600 and 400 ms by
     * default.
     */
    Script stamped(double dueAgoMs, double sentAgoMs) {
        dueAgoUs = Math.round(dueAgoMs * 1000);
        sentAgoUs = Math.round(sentAgoMs * 1000);
        return this;
    }

    Script token() {
        return burst(1);
    }

    /** The next tokens, each so long after the one before. */
    Script tokens(int count, Delay gap) {
        return repeat(count, i -> after(gap.nextMs(random)).token());
    }

    Script tokens(int count, double gapMs) {
        return tokens(count, Delay.constant(gapMs));
    }

    /** Does the same several times, counted from 0. */
    Script repeat(int times, IntConsumer part) {
        IntStream.range(0, times).forEach(part);
        return this;
    }

    /** Eight tokens at an even pace. */
    Script steady() {
        return after(150).token().tokens(7, 10);
    }

    Script burst(int count) {
        return publish(next(count));
    }

    Script burstWithMarker(int count) {
        var messages = next(count);
        messages.add(new Marker());
        return publish(messages);
    }

    /** The next tokens while the user is away. */
    Script whileAway(int count) {
        var messages = next(count);
        steps.add(performance -> performance.publishWhileAway(messages));
        atUs = 0;
        return this;
    }

    /** The next token never comes. */
    Script lose() {
        total++;
        return this;
    }

    Script again(int index) {
        return publish(List.of(tokenOf(index)));
    }

    Script marker() {
        return publish(List.of(new Marker()));
    }

    Script errorMarker(String detail) {
        return publish(List.of(new ErrorMarker(total, detail)));
    }

    Script reply() {
        return status(200);
    }

    /** Ends the HTTP request with a status, of which 200 brings the answer. */
    Script status(int status) {
        var nowUs = atUs;
        steps.add(performance -> performance.reply(nowUs, status));
        return this;
    }

    Script end() {
        return marker().reply();
    }

    /** Sets the fault that the load test must report; its reason is the kind and what is added to it. */
    Script fails(String kind, String more, AnomalyKind... violations) {
        fault = new Fault(kind, kind + more, List.of(violations));
        return this;
    }

    private Script publish(List<Message> messages) {
        var nowUs = atUs;
        steps.add(performance -> performance.publish(nowUs, messages));
        return this;
    }

    private List<Message> next(int count) {
        var messages = new ArrayList<Message>();
        for (var i = 0; i < count; i++) {
            messages.add(tokenOf(total));
            total++;
        }
        return messages;
    }

    private Message tokenOf(int index) {
        return new Token(index, sentAgoUs, dueAgoUs);
    }

    /** Tokens that marker and reply speak of. */
    int total() {
        return total;
    }

    /** Every third one has a character that the load test's fast reader leaves to its JSON parser. */
    static String text(int index) {
        return (index % 3 == 1 ? "\u0175" : "w") + index + " ";
    }

    String text() {
        return IntStream.range(0, total).mapToObj(Script::text).collect(Collectors.joining());
    }

    String sha256() {
        return Sha256.of(text());
    }
}
