package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.engine.TappedRequest;
import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}: asks for an answer in traced text, which comes as the events of the response. */
final class StreamedRequest implements QuestionRequest {
    private static final String PATH = "/v1/chat/completions";
    private static final String NAME = "POST " + PATH;
    private static final String CALL = "streamed call";
    private static final String STATUS = "streamed status";
    private static final String LOCATION = "streamed location";
    private static final String BODY = "streamed body";
    private static final int OK = 200;

    // Short, because every token carries it; long enough to tell the answers of a run apart.
    private static final int TAG_LENGTH = 8;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<Endpoints> endpoints;
    private final LoadSettings settings;

    StreamedRequest(Supplier<Endpoints> endpoints, LoadSettings settings) {
        this.endpoints = endpoints;
        this.settings = settings;
    }

    /** The name of an answer in its traced text. */
    static String tag(AnswerInProgress answer) {
        return answer.id().substring(Math.max(0, answer.id().length() - TAG_LENGTH));
    }

    @Override
    public ChainBuilder send() {
        return exec(session ->
                        session.removeAll(STATUS, LOCATION, BODY).set(CALL, new Call(AnswerInProgress.of(session))))
                .exec(TappedRequest.send(
                        http(NAME)
                                .post(session -> endpoints.get().httpUrl() + PATH)
                                .sign((request, session) -> AskRequest.authorized(
                                        request, endpoints.get().http()))
                                .header("Content-Type", "application/json")
                                .header("Accept", "text/event-stream")
                                .body(StringBody(this::postedBody))
                                .requestTimeout(settings.answerTimeout())
                                .disableFollowRedirect()
                                .check(
                                        status().saveAs(STATUS),
                                        header(HttpHeaderNames.LOCATION)
                                                .withDefault("")
                                                .saveAs(LOCATION),
                                        bodyString().saveAs(BODY)),
                        StreamedRequest::call))
                .exec(StreamedRequest::handOver);
    }

    // Made last, as that of a question to our own API.
    private String postedBody(Session session) {
        var answer = AnswerInProgress.of(session);
        var body = body(answer, User.of(session).number());
        answer.posted();
        return body;
    }

    private String body(AnswerInProgress answer, long userNumber) {
        var body =
                JSON.createObjectNode().put("model", settings.answers().model()).put("stream", true);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", "What would a language model say? " + directives(answer, userNumber));
        return body.toString();
    }

    private String directives(AnswerInProgress answer, long userNumber) {
        var wanted = settings.answers();
        return "[[%s%s%smodel=%s seed=%d traced tag=%s]]"
                .formatted(
                        wanted.length() == null ? "" : "words=" + wanted.length() + " ",
                        seconds("delay", wanted.delay()),
                        seconds("ttft", wanted.ttft()),
                        wanted.model(),
                        AskRequest.seed(settings, userNumber, answer.cycle()),
                        tag(answer));
    }

    private static String seconds(String name, @Nullable Duration duration) {
        if (duration == null) {
            return "";
        }
        var seconds = BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
        return name + "=" + seconds.toPlainString() + " ";
    }

    private static Call call(Session session) {
        return Objects.requireNonNull(session.<Call>get(CALL), "The user has not asked");
    }

    private static Session handOver(Session session) {
        var call = call(session);
        if (!session.contains(STATUS)) {
            call.brokeOff();
        } else if (session.getInt(STATUS) == OK) {
            call.ended();
        } else {
            var status = session.getInt(STATUS);
            call.failed(
                    status / 100 == 3
                            ? "status " + status + Trouble.redirection(String.valueOf(session.getString(LOCATION)))
                            : AskRequest.reason(status, String.valueOf(session.getString(BODY))));
        }
        return session;
    }

    /** One stream under way: hands on its parts, and keeps how it ended. */
    private static final class Call implements TappedRequest.Tap {
        private final AnswerInProgress answer;
        private long startMs;
        private long endMs;
        private boolean begun;
        private String trouble = "no reply";

        Call(AnswerInProgress answer) {
            this.answer = answer;
        }

        @Override
        public void sent(Runnable hangUp) {
            answer.canHangUp(hangUp);
        }

        @Override
        public boolean begins(int status) {
            begun = status == OK;
            return begun;
        }

        @Override
        public void part(byte[] part, long receivedNs) {
            var unused = answer.frame(part, receivedNs);
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

        void ended() {
            try {
                answer.replied("");
                answer.stepPassed(NAME, startMs, endMs);
            } catch (IllegalArgumentException e) {
                trouble = String.valueOf(e.getMessage());
                brokeOff();
            }
        }

        // What came of the stream is judged, as after a connection that was lost.
        void brokeOff() {
            if (begun) {
                answer.streamBroken(trouble);
                answer.stepFailed(NAME, startMs, endMs, trouble);
            } else {
                failed(trouble);
            }
        }

        void failed(String reason) {
            answer.stepFailed(NAME, startMs, endMs, reason);
            answer.refused();
        }
    }
}
