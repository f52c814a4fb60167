package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.client.OneLine;
import dev.llmemulator.load.engine.TappedRequest;
import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.ServerUrl;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/run}: asks the emulator for an answer; its reply comes when the answer is complete. */
public final class AskRequest implements QuestionRequest {
    private static final String NAME = "POST /api/run";
    private static final String CALL = "call";
    private static final String STATUS = "status";
    private static final String LOCATION = "location";
    private static final String BODY = "body";
    private static final int OK = 200;

    private static final int LONGEST_PAGE = 20_000;

    // Of a page that a proxy sends, the text is wanted.
    private static final Pattern MARKUP = Pattern.compile("(?is)<(head|style|script)\\b.*?</\\1\\s*>|<[!/?a-z][^>]*>");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    // Far apart, so that neighbouring users' answers do not share a seed.
    private static final long SEEDS_PER_USER = 1_000_003;

    private final Supplier<Endpoints> endpoints;
    private final LoadSettings settings;

    /** The question as the settings of a run word it; the endpoints are known once the run has begun. */
    public AskRequest(Supplier<Endpoints> endpoints, LoadSettings settings) {
        this.endpoints = endpoints;
        this.settings = settings;
    }

    @Override
    public ChainBuilder send() {
        return exec(session -> session.set(CALL, new Call(AnswerInProgress.of(session))))
                .exec(TappedRequest.send(
                        http(NAME)
                                .post(session -> endpoints.get().httpUrl() + "/api/run")
                                .sign((request, session) ->
                                        authorized(request, endpoints.get().http()))
                                .header("Content-Type", "application/json")
                                .body(StringBody(this::postedBody))
                                .requestTimeout(settings.answerTimeout())
                                // Followed, a question would be another request: to another server, or a GET.
                                .disableFollowRedirect()
                                .check(
                                        status().saveAs(STATUS),
                                        header(HttpHeaderNames.LOCATION)
                                                .withDefault("")
                                                .saveAs(LOCATION),
                                        bodyString().saveAs(BODY)),
                        AskRequest::call))
                .exec(AskRequest::handOver);
    }

    /** Gives a request the name and password that the server's URL has, if any. */
    static Request authorized(Request request, ServerUrl server) {
        if (server.authorization() != null) {
            request.getHeaders().set(HttpHeaderNames.AUTHORIZATION, server.authorization());
        }
        return request;
    }

    private static Call call(Session session) {
        return Objects.requireNonNull(session.<Call>get(CALL), "The user has not asked");
    }

    private static Session handOver(Session session) {
        var call = call(session);
        if (!session.contains(STATUS)) {
            call.failed(call.trouble);
        } else if (session.getInt(STATUS) == OK) {
            call.replied(String.valueOf(session.getString(BODY)));
        } else {
            var location = String.valueOf(session.getString(LOCATION));
            call.failed(
                    session.getInt(STATUS) / 100 == 3
                            ? "status " + session.getInt(STATUS) + Trouble.redirection(location)
                            : reason(session.getInt(STATUS), String.valueOf(session.getString(BODY))));
        }
        return session;
    }

    /** Why the request was refused: one line, from the problem document if the emulator sent one, else from the body. */
    static String reason(int status, String body) {
        var problem = problem(body);
        var errors = new StringJoiner(", ");
        for (JsonNode error : problem.path("errors")) {
            errors.add(error.path("field").asText() + " " + error.path("detail").asText());
        }
        if (errors.length() > 0) {
            return OneLine.of("status " + status + ", " + errors);
        }
        var said = OneLine.of(said(problem, body));
        // Many a page begins with its status.
        var line = said.startsWith(status + " ") ? said : (status + " " + said).strip();
        return said.isEmpty() ? "status " + status : OneLine.of(line);
    }

    private static String said(JsonNode problem, String body) {
        // The last one is OpenAI's form.
        for (var pointer : List.of("/detail", "/title", "/error/message")) {
            var text = problem.at(pointer).asText("");
            if (!text.isBlank()) {
                return text;
            }
        }
        return problem.isContainerNode() && problem.isEmpty() ? "" : text(body);
    }

    private static String text(String page) {
        return MARKUP.matcher(page.substring(0, Math.min(page.length(), LONGEST_PAGE)))
                .replaceAll(" ");
    }

    private static JsonNode problem(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    // The body is made last: before it comes Gatling's own work, a third of a millisecond and no part of a TTFT.
    private String postedBody(Session session) {
        var answer = AnswerInProgress.of(session);
        var body = body(answer, session.userId());
        answer.posted();
        return body;
    }

    private String body(AnswerInProgress answer, long userId) {
        var body = JSON.createObjectNode();
        body.put("session_id", answer.sessionId());
        body.put("answer", answer.id());
        body.put("question", "What would a language model say?");
        var wanted = settings.answers();
        body.put("model", wanted.model());
        if (wanted.length() != null) {
            body.put("words", wanted.length());
        }
        putSeconds(body, "delay", wanted.delay());
        putSeconds(body, "ttft", wanted.ttft());
        body.put("seed", seed(settings, userId, answer.cycle()));
        return body.toString();
    }

    /** The seed of one answer. */
    static long seed(LoadSettings settings, long userId, int cycle) {
        return settings.seed() + userId * SEEDS_PER_USER + cycle;
    }

    private static void putSeconds(ObjectNode body, String name, @Nullable Duration duration) {
        if (duration != null) {
            body.put(name, BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros());
        }
    }

    /** One request under way: keeps how it ended until its reply is looked at. */
    private static final class Call implements TappedRequest.Tap {
        private final AnswerInProgress answer;
        private long startMs;
        private long endMs;
        private String trouble = "no reply";

        Call(AnswerInProgress answer) {
            this.answer = answer;
        }

        @Override
        public void sent(Runnable hangUp) {
            answer.canHangUp(hangUp);
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

        void replied(String body) {
            try {
                answer.replied(body);
                answer.stepPassed(NAME, startMs, endMs);
            } catch (IllegalArgumentException e) {
                failed(String.valueOf(e.getMessage()));
            }
        }

        void failed(String reason) {
            answer.stepFailed(NAME, startMs, endMs, reason);
            answer.refused();
        }
    }
}
