package dev.llmemulator.load.truth;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.truth.Injection.Heard;
import dev.llmemulator.load.truth.Script.ErrorMarker;
import dev.llmemulator.load.truth.Script.Marker;
import dev.llmemulator.load.truth.Script.Message;
import dev.llmemulator.load.truth.Script.Token;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.time.Moment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Carries out one script, each step at its absolute time, and records when it really happened. */
final class Performance {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(20);

    private final Script script;
    private final StandIn standIn;
    private final Post post;
    private final String channel;
    private final List<Heard> heard = new ArrayList<>();
    private final Set<Integer> indices = new HashSet<>();
    // Not the load test's own clock, whose errors would not show.
    private final Moment anchor = Moment.now();
    private Heard marker = Heard.NEVER;
    private long baseNs;

    /** A script's performance, whose time counts from the arrival of the request. */
    Performance(Script script, Post post, StandIn standIn) {
        this.script = script;
        this.standIn = standIn;
        this.post = post;
        channel = "session:" + post.sessionId();
        baseNs = post.arrivedNs();
    }

    /** Returns when the user has gone. */
    Injection perform() throws IOException {
        for (var step : script.steps) {
            step.take(this);
        }
        await("leave", () -> standIn.subscribers(channel) == 0);
        return new Injection(script, post.arrivedNs(), heard, marker, System.nanoTime());
    }

    void reply(long atUs, int status) throws IOException {
        var json = JSON.createObjectNode();
        json.put("response", script.text()).put("tokens", script.total()).put("sha256", script.sha256());
        awaitNs(baseNs + atUs * 1000);
        post.reply(status, status == 200 ? json.toString() : "{\"detail\":\"full\"}");
    }

    /** Publishes messages, together in as few frames as hold them. */
    void publish(long atUs, List<Message> messages) {
        var plannedNs = baseNs + atUs * 1000;
        var json = jsonOf(messages, plannedNs);
        awaitNs(plannedNs);
        var nowNs = System.nanoTime();
        standIn.publish(channel, json);
        note(messages, plannedNs, nowNs, plannedNs);
    }

    /** Publishes once the user has gone, and waits until the user is back, who hears the messages that moment. */
    void publishWhileAway(List<Message> messages) {
        await("go away", () -> standIn.subscribers(channel) == 0);
        var publishedNs = System.nanoTime();
        standIn.publish(channel, jsonOf(messages, publishedNs));
        await("come back", () -> standIn.subscribers(channel) > 0);
        baseNs = System.nanoTime();
        note(messages, baseNs, baseNs, publishedNs);
    }

    private void note(List<Message> messages, long plannedNs, long actualNs, long publishedNs) {
        for (Message message : messages) {
            if (message instanceof Token token && indices.add(token.index())) {
                var sentNs = publishedNs - token.sentAgoUs() * 1000;
                heard.add(new Heard(plannedNs, actualNs, sentNs, publishedNs - token.dueAgoUs() * 1000));
            } else if (message instanceof Marker) {
                marker = new Heard(plannedNs, actualNs, actualNs, actualNs);
            }
        }
    }

    private List<String> jsonOf(List<Message> messages, long publishedNs) {
        var publishedUs = anchor.epochMicros() + (publishedNs - anchor.nanoTime()) / 1000;
        return messages.stream().map(message -> json(message, publishedUs)).toList();
    }

    private String json(Message message, long publishedUs) {
        var json = JSON.createObjectNode();
        if (message instanceof Token token) {
            json.put("type", "token").put("index", token.index()).put("token", Script.text(token.index()));
            json.put("due", publishedUs - token.dueAgoUs()).put("sent", publishedUs - token.sentAgoUs());
        } else if (message instanceof ErrorMarker error) {
            json.put("type", "error").put("tokens", error.tokens()).put("detail", error.detail());
        } else {
            json.put("type", "done").put("tokens", script.total()).put("sha256", script.sha256());
            json.put("due", publishedUs).put("sent", publishedUs);
        }
        return json.toString();
    }

    private void await(String what, BooleanSupplier condition) {
        var limitNs = System.nanoTime() + LONGEST_WAIT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - limitNs > 0) {
                throw new IllegalStateException("Waited in vain for the user of " + channel + " to " + what);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static void awaitNs(long dueNs) {
        for (var leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }
}
