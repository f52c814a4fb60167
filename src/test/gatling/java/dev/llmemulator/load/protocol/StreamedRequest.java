package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.http.HttpDsl.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Supplier;

/** {@code POST /v1/chat/completions}: asks for an answer, best in traced text, that comes as the events of the response. */
final class StreamedRequest implements QuestionRequest {
    private static final String PATH = "/v1/chat/completions";
    private static final String NAME = "POST " + PATH;

    /** The emulator takes requests of 1 MiB. */
    private static final int LONGEST_QUESTION = 1_000_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<Endpoints> endpoints;
    private final LoadSettings settings;

    StreamedRequest(Supplier<Endpoints> endpoints, LoadSettings settings) {
        this.endpoints = endpoints;
        this.settings = settings;
    }

    @Override
    public ChainBuilder send() {
        return Call.send(
                http(NAME)
                        .post(session -> endpoints.get().httpUrl() + PATH)
                        .sign((request, session) -> AnswerInProgress.of(session)
                                .traced(AskRequest.authorized(
                                        request, endpoints.get().http())))
                        .header("Content-Type", "application/json")
                        .header("Accept", "text/event-stream")
                        .body(StringBody(this::postedBody))
                        .requestTimeout(settings.answerTimeout()),
                Streamed::new);
    }

    // Made last, as that of a question to our own API.
    private String postedBody(Session session) {
        var answer = AnswerInProgress.of(session);
        var body = body(answer, User.of(session).number());
        answer.posted();
        return body;
    }

    private String body(AnswerInProgress answer, long userNumber) {
        var body = JSON.createObjectNode().put("model", answer.wanted().model()).put("stream", true);
        body.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", question(userNumber) + (settings.traced() ? " " + directives(answer, userNumber) : ""));
        if (!settings.traced() && answer.wanted().length() != null) {
            body.put("max_tokens", answer.wanted().length());
        }
        return body.toString();
    }

    private String question(long userNumber) {
        return Directives.question(settings.questionTokensOf(userNumber), LONGEST_QUESTION);
    }

    private String directives(AnswerInProgress answer, long userNumber) {
        return Directives.text(
                Directives.of(answer.wanted(), settings, userNumber, answer.cycle()), Directives.tag(answer));
    }

    /** One stream under way: hands on its parts. */
    private static final class Streamed extends Call {
        private boolean begun;

        Streamed(AnswerInProgress answer) {
            super(NAME, answer);
        }

        @Override
        public void begins(int status, HttpHeaders headers) {
            begun = isSuccess(status);
            super.begins(status, headers);
        }

        @Override
        public void part(byte[] part, long receivedNs) {
            if (begun) {
                var unused = answer.frame(part, receivedNs);
            } else {
                super.part(part, receivedNs);
            }
        }

        @Override
        void read(String body) {
            answer.replied("");
        }

        @Override
        void unreadable(String reason) {
            brokeOff(reason);
        }

        // What came of the stream is judged, as after a connection that was lost.
        @Override
        void brokeOff(String reason) {
            if (begun) {
                answer.streamBroken(reason);
                failStep(reason);
            } else {
                failed(reason);
            }
        }
    }
}
