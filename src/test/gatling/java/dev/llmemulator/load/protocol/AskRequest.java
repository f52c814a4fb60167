package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.http.HttpDsl.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.client.OneLine;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.ServerUrl;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/run}: asks the emulator for an answer; its reply comes when the answer is complete. */
public final class AskRequest implements QuestionRequest {
    private static final String NAME = "POST /api/run";

    private static final int LONGEST_PAGE = 20_000;

    /** The emulator takes requests of 64 KiB. */
    private static final int LONGEST_QUESTION = 60_000;

    // Of a page that a proxy sends, the text is wanted.
    private static final Pattern MARKUP = Pattern.compile("(?is)<(head|style|script)\\b.*?</\\1\\s*>|<[!/?a-z][^>]*>");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<Endpoints> endpoints;
    private final LoadSettings settings;

    /** The question as the settings of a run word it; the endpoints are known once the run has begun. */
    public AskRequest(Supplier<Endpoints> endpoints, LoadSettings settings) {
        this.endpoints = endpoints;
        this.settings = settings;
    }

    @Override
    public ChainBuilder send() {
        return Call.send(
                http(NAME)
                        .post(session -> endpoints.get().httpUrl() + "/api/run")
                        .sign((request, session) -> AnswerInProgress.of(session)
                                .traced(authorized(request, endpoints.get().http())))
                        .header("Content-Type", "application/json")
                        .body(StringBody(this::postedBody))
                        .requestTimeout(settings.answerTimeout()),
                answer -> new Call(NAME, answer));
    }

    /** Gives a request the name and password that the server's URL has, if any. */
    static Request authorized(Request request, ServerUrl server) {
        if (server.authorization() != null) {
            request.getHeaders().set(HttpHeaderNames.AUTHORIZATION, server.authorization());
        }
        return request;
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
        body.put("question", Directives.question(settings.questionTokensOf(userId), LONGEST_QUESTION));
        var wanted = answer.wanted();
        body.put("model", wanted.model());
        if (wanted.length() != null) {
            body.put("words", wanted.length());
        }
        putSeconds(body, "delay", wanted.delay());
        putSeconds(body, "ttft", wanted.ttft());
        body.put("seed", Directives.seed(settings, userId, answer.cycle()));
        return body.toString();
    }

    private static void putSeconds(ObjectNode body, String name, @Nullable Duration duration) {
        if (duration != null) {
            body.put(name, BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros());
        }
    }
}
