package dev.llmemulator.openai;

import dev.llmemulator.http.ReplyStream;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.stream.AnswerEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An open reply to one request, which the events of its answer go into. Its carrier calls it, one thread at a time. */
final class OpenReply {
    private final ReplyStream stream;
    private final Wording wording;
    private final Question question;
    private final TokenTrace trace;
    private final AtomicLong slowReaders;

    /** The tokens: as they were sent in a stream, as they are before that else. */
    private final List<String> tokens = new ArrayList<>();

    OpenReply(ReplyStream stream, Wording wording, Question question, TokenTrace trace, AtomicLong slowReaders) {
        this.stream = stream;
        this.wording = wording;
        this.question = question;
        this.trace = trace;
        this.slowReaders = slowReaders;
    }

    /** Sends what comes before the first token. */
    void begin() {
        if (question.streamed()) {
            stream.head(200, "text/event-stream; charset=utf-8");
            stream.write(wording.opening());
        }
    }

    /** Writes an event; says why it could not. */
    @Nullable
    PublishException take(AnswerEvent event) {
        var sentMicros = event.epochMicros(System.nanoTime());
        if (event.type() == AnswerEvent.Type.ERROR) {
            fail(event.detail());
            return null;
        }
        if (isNow(question.directives().breakAfter(), event)) {
            stream.breakOff();
            return PublishException.permanent("The directive break cut the connection");
        }
        if (!question.streamed()) {
            return takeWhole(event, sentMicros);
        }
        if (isNow(question.directives().malformedAfter(), event)) {
            stream.write(Wording.MALFORMED);
        }
        if (event.type() == AnswerEvent.Type.TOKEN) {
            return outcome(stream.write(token(event.tokensBefore(), event.token(), sentMicros)));
        }
        var last = trace.end(event.tokensBefore(), event.sha256());
        var end = last.isEmpty() ? new byte[0] : token(last);
        stream.end(Wording.joined(end, wording.ending(String.join("", tokens), event.tokensBefore())));
        return null;
    }

    private static boolean isNow(@Nullable Integer tokens, AnswerEvent event) {
        return tokens != null && tokens == event.tokensBefore();
    }

    private byte[] token(int index, String text, long sentMicros) {
        return token(trace.token(index, text, sentMicros));
    }

    private byte[] token(String text) {
        if (wording.repeatsText()) {
            tokens.add(text);
        }
        return wording.token(text);
    }

    private @Nullable PublishException outcome(ReplyStream.Outcome outcome) {
        return switch (outcome) {
            case TAKEN -> null;
            case TOO_SLOW -> {
                slowReaders.incrementAndGet();
                yield PublishException.permanent("The client reads its stream too slowly");
            }
            case GONE -> PublishException.permanent("The client is gone");
        };
    }

    /** All tokens of a reply that is no stream leave together, so they have the same time. */
    private @Nullable PublishException takeWhole(AnswerEvent event, long sentMicros) {
        if (event.type() == AnswerEvent.Type.TOKEN) {
            tokens.add(event.token());
            return null;
        }
        var text = new StringBuilder();
        for (var i = 0; i < tokens.size(); i++) {
            text.append(trace.token(i, tokens.get(i), sentMicros));
        }
        text.append(trace.end(tokens.size(), event.sha256()));
        var body = Wording.json(wording.whole(text.toString(), tokens.size()));
        var malformed = question.directives().malformedAfter() != null;
        reply(200, malformed ? Arrays.copyOf(body, body.length / 2) : body);
        return null;
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
