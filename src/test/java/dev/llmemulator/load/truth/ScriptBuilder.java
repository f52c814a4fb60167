package dev.llmemulator.load.truth;

import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.truth.Script.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes a script from its beginning to its end. */
final class ScriptBuilder {
    private final List<Step> steps = new ArrayList<>();
    private long atUs;
    private int total;
    private long sentAgoUs = 400_000;
    private long dueAgoUs = 600_000;
    private @Nullable Fault fault;

    /** Adds a pause before the next step. */
    ScriptBuilder after(double ms) {
        atUs += Math.round(ms * 1000);
        return this;
    }

    /**
     * Sets how long before their publication the next tokens claim to have been due and sent; 600 and 400 ms by
     * default.
     */
    ScriptBuilder stamped(double dueAgoMs, double sentAgoMs) {
        dueAgoUs = Math.round(dueAgoMs * 1000);
        sentAgoUs = Math.round(sentAgoMs * 1000);
        return this;
    }

    /** The next token. */
    ScriptBuilder token() {
        return burst(1);
    }

    /** The next tokens, each so long after the one before. */
    ScriptBuilder tokens(int count, Delay gap, Random random) {
        for (var i = 0; i < count; i++) {
            after(gap.nextMs(random)).token();
        }
        return this;
    }

    /** The next tokens, together. */
    ScriptBuilder burst(int count) {
        return publish(next(count));
    }

    /** The next tokens and the marker, all together. */
    ScriptBuilder burstWithMarker(int count) {
        var messages = next(count);
        messages.add(new Message.Marker());
        return publish(messages);
    }

    /** The next tokens while the user is away. */
    ScriptBuilder whileAway(int count) {
        steps.add(new Step.WhileAway(next(count)));
        atUs = 0;
        return this;
    }

    /** The next token never comes. */
    ScriptBuilder lose() {
        total++;
        return this;
    }

    /** A token that came before, or was lost until now. */
    ScriptBuilder again(int index) {
        return publish(List.of(tokenOf(index)));
    }

    ScriptBuilder marker() {
        return publish(List.of(new Message.Marker()));
    }

    ScriptBuilder errorMarker(String detail) {
        return publish(List.of(new Message.ErrorMarker(total, detail)));
    }

    ScriptBuilder reply() {
        return status(200);
    }

    ScriptBuilder status(int status) {
        steps.add(new Step.Reply(atUs, status));
        return this;
    }

    /** Sets the fault that the load test must report. */
    ScriptBuilder fails(String kind, String reason, AnomalyKind... violations) {
        fault = new Fault(kind, reason, List.of(violations));
        return this;
    }

    /** Adds marker and reply, and returns the script. */
    Script end() {
        return marker().reply().build();
    }

    Script build() {
        return new Script(total, List.copyOf(steps), fault);
    }

    private ScriptBuilder publish(List<Message> messages) {
        steps.add(new Step.Publish(atUs, List.copyOf(messages)));
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
        return new Message.Token(index, sentAgoUs, dueAgoUs);
    }
}
