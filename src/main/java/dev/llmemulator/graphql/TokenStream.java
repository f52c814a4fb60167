package dev.llmemulator.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.http.Problem;
import dev.llmemulator.http.ReplyStream;
import dev.llmemulator.pacing.ReplySink;
import dev.llmemulator.stream.AnswerEvent;
import graphql.ExecutionResult;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open reply to a subscription. What its carrier gives it goes to graphql-java, which makes of each event what the
 * subscription selects, and comes back at once to be written; so nothing of it waits, and no demand is counted.
 */
final class TokenStream implements ReplySink.OpenReply, Publisher<Map<String, Object>>, Subscriber<ExecutionResult> {
    private static final Logger LOG = LoggerFactory.getLogger(TokenStream.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] NOTHING = {};
    private static final byte[] COMPLETE = "event: complete\ndata: \n\n".getBytes(StandardCharsets.UTF_8);

    private static final Subscription ENDLESS = new Subscription() {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    };

    private final ReplyStream stream;
    private final AtomicLong slowReaders;
    private @Nullable Subscriber<? super Map<String, Object>> selection;

    TokenStream(ReplyStream stream, AtomicLong slowReaders) {
        this.stream = stream;
        this.slowReaders = slowReaders;
    }

    /** The event that carries a result. */
    static byte[] next(Map<String, Object> result) {
        try {
            return ("event: next\ndata: " + JSON.writeValueAsString(result) + "\n\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A result can be written as JSON", e);
        }
    }

    /** All events of a reply that is one result. */
    static byte[] only(Map<String, Object> result) {
        return joined(next(result), COMPLETE);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @Override
    public void begin() {
        stream.head(HttpStatus.OK.getCode(), ReplyForm.EVENTS.contentType);
        stream.write(NOTHING);
    }

    @Override
    public void take(AnswerEvent event) {
        if (event.type().isEarlyEnd()) {
            var problem = Problem.of(HttpStatus.BAD_GATEWAY, event.detail())
                    .ofAnswer(event.answerId(), event.tokensBefore(), event.unacknowledged());
            stream.end(only(Errors.body(problem)));
            return;
        }
        var to = Objects.requireNonNull(selection);
        to.onNext(token(event));
        if (event.type() == AnswerEvent.Type.DONE) {
            to.onComplete();
        }
    }

    private static Map<String, Object> token(AnswerEvent event) {
        var token = new LinkedHashMap<String, Object>();
        token.put("index", event.tokensBefore());
        token.put("token", event.token());
        token.put("due", event.dueMicros());
        token.put("sent", event.epochMicros(System.nanoTime()));
        token.put("answer", event.answerId());
        if (event.type() == AnswerEvent.Type.DONE) {
            token.put("sha256", event.sha256());
        }
        return token;
    }

    @Override
    public void subscribe(Subscriber<? super Map<String, Object>> subscriber) {
        selection = subscriber;
        subscriber.onSubscribe(ENDLESS);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ExecutionResult result) {
        if (stream.write(next(Errors.body(result))) == ReplyStream.Outcome.TOO_SLOW) {
            slowReaders.incrementAndGet();
        }
    }

    @Override
    public void onError(Throwable failure) {
        LOG.error("A token could not be selected from.", failure);
        stream.breakOff();
    }

    @Override
    public void onComplete() {
        stream.end(COMPLETE);
    }
}
