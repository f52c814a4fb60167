package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.llmemulator.load.engine.TappedRequest;
import dev.llmemulator.load.engine.Trouble;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** One request under way: keeps how it ended, and hands the reply to its answer. */
class Call implements TappedRequest.Tap {
    private static final String KEY = "call";
    private static final String STATUS = "status";

    // The emulators and HAProxy say so themselves.
    private static final Duration USUAL_WAIT = Duration.ofSeconds(1);

    // The other form of the header is a date, which nobody sends who wants to say "soon".
    private static final Pattern SECONDS = Pattern.compile("\\d{1,5}");

    /** Too many requests; service unavailable. */
    private static final Set<Integer> NO_ROOM = Set.of(429, 503);

    final String name;
    final AnswerInProgress answer;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long startMs;
    private long endMs;
    private String trouble = Trouble.NO_REPLY;
    private String location = "";
    private Duration retryAfter = USUAL_WAIT;
    private Charset charset = StandardCharsets.UTF_8;

    Call(String name, AnswerInProgress answer) {
        this.name = name;
        this.answer = answer;
    }

    /** Sends a request, each time as a new call. */
    static ChainBuilder send(HttpRequestActionBuilder request, Function<AnswerInProgress, Call> begin) {
        return sendFor(request, session -> begin.apply(AnswerInProgress.of(session)));
    }

    /** The same, for a call that knows more of its user. */
    static ChainBuilder sendFor(HttpRequestActionBuilder request, Function<Session, Call> begin) {
        return exec(session -> session.remove(STATUS).set(KEY, begin.apply(session)))
                .exec(TappedRequest.send(
                        // Followed, a question would be another request: to another server, or a GET.
                        request.disableFollowRedirect()
                                // Saved once the reply is whole. The rest of it is read here, which costs less.
                                .check(status().saveAs(STATUS)),
                        Call::of))
                .exec(session -> {
                    of(session).handOver(session);
                    return session;
                });
    }

    private static Call of(Session session) {
        return Objects.requireNonNull(session.<Call>get(KEY), "The user has sent nothing");
    }

    private void handOver(Session session) {
        if (!session.contains(STATUS)) {
            brokeOff(trouble);
            return;
        }
        var status = session.getInt(STATUS);
        var body = this.body.toString(charset);
        came(status, body);
        if (answer.isCancelledBy(status)) {
            answer.stepPassed(name, startMs, endMs);
            answer.cancelledByReply();
            return;
        }
        if (!isSuccess(status)) {
            if (NO_ROOM.contains(status)) {
                answer.turnedAway(retryAfter);
            }
            failed(
                    status / 100 == 3
                            ? "status " + status + Trouble.redirection(location)
                            : AskRequest.reason(status, body));
            return;
        }
        try {
            read(body);
            passed();
        } catch (IllegalArgumentException e) {
            unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** A reply came, whatever it says. */
    void came(int status, String body) {}

    boolean isSuccess(int status) {
        return status == 200;
    }

    /**
     * Reads the reply.
     *
     * @throws IllegalArgumentException if it does not say what it has to
     */
    void read(String body) {
        answer.replied(body);
    }

    /** The reply was read: the request gets a row. */
    void passed() {
        answer.stepPassed(name, startMs, endMs);
    }

    void unreadable(String reason) {
        failed(reason);
    }

    /** The request ended without a whole reply. */
    void brokeOff(String reason) {
        if (reason.equals(Trouble.NO_REPLY)) {
            answer.unanswered();
        }
        failed(reason);
    }

    /** The request gets a row that says so, and the answer has failed. */
    final void failStep(String reason) {
        answer.stepFailed(name, startMs, endMs, reason);
    }

    /** As above, and no answer will come. */
    void failed(String reason) {
        failStep(reason);
        answer.refused();
    }

    @Override
    public void sent(Runnable hangUp) {
        answer.canHangUp(hangUp);
    }

    @Override
    public void begins(int status, HttpHeaders headers) {
        location = headers.get(HttpHeaderNames.LOCATION, "");
        retryAfter = waitOf(headers.get(HttpHeaderNames.RETRY_AFTER, ""));
        charset = HttpUtil.getCharset(headers.get(HttpHeaderNames.CONTENT_TYPE, ""), StandardCharsets.UTF_8);
        body.reset();
    }

    private static Duration waitOf(String header) {
        return SECONDS.matcher(header).matches() ? Duration.ofSeconds(Long.parseLong(header)) : USUAL_WAIT;
    }

    @Override
    public void part(byte[] part, long receivedNs) {
        body.writeBytes(part);
    }

    @Override
    public void stepPassed(String step, long startMs, long endMs) {
        this.startMs = startMs;
        this.endMs = endMs;
    }

    @Override
    public void stepFailed(String step, long startMs, long endMs, String reason) {
        stepPassed(step, startMs, endMs);
        trouble = reason;
    }
}
