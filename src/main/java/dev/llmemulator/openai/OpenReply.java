package dev.llmemulator.openai;

import dev.llmemulator.http.ReplyStream;
import dev.llmemulator.pacing.ReplySink;
import dev.llmemulator.stream.AnswerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An open reply to one request, which the events of its answer go into. Its carrier calls it, one thread at a time. */
final class OpenReply implements ReplySink.OpenReply {
    private static final byte[] NOTHING = {};

    private final ReplyStream stream;
    private final Wording wording;
    private final Question question;
    private final TokenTrace trace;
    private final AtomicLong slowReaders;

    /** Of a stream, the tokens as they were sent, if they are repeated; else those that are still to be sent. */
    private final List<String> tokens = new ArrayList<>();

    OpenReply(ReplyStream stream, Wording wording, Question question, AtomicLong slowReaders) {
        this.stream = stream;
        this.wording = wording;
        this.question = question;
        this.trace = TokenTrace.of(question.directives());
        this.slowReaders = slowReaders;
    }

    @Override
    public void begin() {
        if (question.streamed()) {
            stream.head(200, "text/event-stream; charset=utf-8");
            stream.write(wording.opening());
        }
    }

    /** Writes an event. A client that is gone or too slow loses its connection, which ends its answer. */
    @Override
    public void take(AnswerEvent event) {
        var sentMicros = event.epochMicros(System.nanoTime());
        if (event.type().isEarlyEnd()) {
            fail(event.detail());
        } else if (isNow(question.directives().breakAfter(), event)) {
            stream.breakOff();
        } else if (question.streamed()) {
            takeStreamed(event, sentMicros);
        } else {
            takeWhole(event, sentMicros);
        }
    }

    private static boolean isNow(@Nullable Integer tokens, AnswerEvent event) {
        return tokens != null && tokens == event.tokensBefore();
    }

    private void takeStreamed(AnswerEvent event, long sentMicros) {
        if (isNow(question.directives().malformedAfter(), event) && event.type() == AnswerEvent.Type.TOKEN) {
            stream.write(Wording.MALFORMED);
        }
        if (event.type() == AnswerEvent.Type.TOKEN) {
            var text = trace.token(event.tokensBefore(), event.token(), sentMicros);
            if (stream.write(token(text)) == ReplyStream.Outcome.TOO_SLOW) {
                slowReaders.incrementAndGet();
            }
            return;
        }
        var last = trace.end(event.tokensBefore(), event.sha256());
        var lastToken = last.isEmpty() ? NOTHING : token(last);
        var end = wording.ending(String.join("", tokens), event.tokensBefore());
        stream.end(Wording.joined(lastToken, end));
    }

    private byte[] token(String text) {
        if (wording.repeatsText()) {
            tokens.add(text);
        }
        return wording.token(text);
    }

    /** All tokens of a reply that is no stream leave together, so they have the same time. */
    private void takeWhole(AnswerEvent event, long sentMicros) {
        if (event.type() == AnswerEvent.Type.TOKEN) {
            tokens.add(event.token());
            return;
        }
        var text = new StringBuilder();
        for (var i = 0; i < tokens.size(); i++) {
            text.append(trace.token(i, tokens.get(i), sentMicros));
        }
        text.append(trace.end(tokens.size(), event.sha256()));
        var body = Wording.json(wording.whole(text.toString(), tokens.size()));
        var malformed = question.directives().malformedAfter();
        reply(200, malformed != null && malformed < tokens.size() ? Arrays.copyOf(body, body.length / 2) : body);
    }

    private void fail(String detail) {
        if (question.streamed()) {
            stream.end(wording.failure(detail));
        } else {
            // Never 503, which says that nothing was done.
            reply(502, Wording.json(OpenAiError.of(502, detail).body()));
        }
    }

    private void reply(int status, byte[] body) {
        stream.head(status, "application/json");
        stream.end(body);
    }
}
