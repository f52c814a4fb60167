package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Supplier;

/** {@code POST /api/run}: asks the emulator for an answer; its reply comes when the answer is complete. */
public final class RunRequest {
    private static final String NAME = "POST /api/run";
    private static final String STATUS = "status";
    private static final String BODY = "body";
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    // Far apart, so that neighbouring users' answers do not share a seed.
    private static final long SEEDS_PER_USER = 1_000_003;

    private final Supplier<Endpoints> endpoints;
    private final LoadSettings settings;

    /**
     * The request of a run.
     *
     * @param endpoints known once the run has begun
     */
    public RunRequest(Supplier<Endpoints> endpoints, LoadSettings settings) {
        this.endpoints = endpoints;
        this.settings = settings;
    }

    /** Sends the question and hands the reply to the user's answer. */
    public ChainBuilder send() {
        return exec(http(NAME)
                        .post(session -> endpoints.get().httpUrl() + "/api/run")
                        .header("Content-Type", "application/json")
                        .body(StringBody(this::postedBody))
                        .requestTimeout(settings.answerTimeout())
                        .check(status().saveAs(STATUS), bodyString().saveAs(BODY), status().is(OK)))
                .exec(RunRequest::handOver);
    }

    private static Session handOver(Session session) {
        Answer answer = UserSession.answer(session);
        if (!session.contains(STATUS)) {
            answer.requestFailed("no reply");
        } else if (session.getInt(STATUS) != OK) {
            var status = session.getInt(STATUS);
            String problem = status == BAD_REQUEST ? problem(String.valueOf(session.getString(BODY))) : "";
            answer.requestFailed("status " + status + problem);
        } else {
            answer.replied(String.valueOf(session.getString(BODY)));
        }
        return session;
    }

    /** What the emulator finds wrong with the request, such as a model that it does not know; empty if it does not say. */
    static String problem(String body) {
        try {
            var text = new StringBuilder();
            for (JsonNode error : JSON.readTree(body).path("errors")) {
                text.append(", ")
                        .append(error.path("field").asText())
                        .append(' ')
                        .append(error.path("detail").asText());
            }
            return text.toString();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    // The body is the last part to be made: what comes before it is Gatling's own work, a third of a millisecond, and
    // no part of a TTFT.
    private String postedBody(Session session) {
        Answer answer = UserSession.answer(session);
        var body = body(answer, session.userId());
        answer.posted();
        return body;
    }

    private String body(Answer answer, long userId) {
        var body = JSON.createObjectNode();
        body.put("session_id", answer.sessionId());
        body.put("question", "What would a language model say?");
        var wanted = settings.answers();
        body.put("model", wanted.model());
        if (wanted.length() != null) {
            body.put("words", wanted.length());
        }
        if (wanted.delay() != null) {
            body.put("delay", seconds(wanted.delay()));
        }
        if (wanted.ttft() != null) {
            body.put("ttft", seconds(wanted.ttft()));
        }
        body.put("seed", settings.seed() + userId * SEEDS_PER_USER + answer.cycle());
        return body.toString();
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
    }
}
