package dev.llmemulator.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.Model;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A valid request for an answer; the server's settings fill in what the body leaves out.
 *
 * @param answerId names the answer in its publications; null if the caller leaves that to the emulator
 */
public record RunRequest(String sessionId, @Nullable String answerId, Answer answer) {
    /** Bound of the seeds that the emulator draws. They stay exact where numbers are doubles, as in JavaScript. */
    private static final long SEED_BOUND = 1L << 53;

    /**
     * Takes the fields of a request.
     *
     * @throws ProblemException with status 400, naming every field that is wrong
     */
    public static RunRequest of(ObjectNode request, Model defaults) {
        var fields = new RequestFields(request);
        var sessionId = fields.sessionId("session_id");
        fields.text("question");
        var answerId = fields.answerId("answer");
        var model = model(fields, defaults);
        var seed = fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        fields.throwIfAnyIsWrong();
        return new RunRequest(
                sessionId,
                answerId,
                new Answer(
                        model, seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(SEED_BOUND))));
    }

    /** Returns the requested model, else the server's. Numbers in the request replace those of the model. */
    private static Model model(RequestFields fields, Model fallback) {
        var model = fields.model("model").orElse(fallback);
        var words = fields.integer("words", 1, model.maxWords());
        var delay = fields.seconds("delay", Duration.ofSeconds(60));
        var ttft = fields.seconds("ttft", Duration.ofMinutes(10));
        model = words.map(Long::intValue).map(model::withWords).orElse(model);
        model = delay.map(model::withDelay).orElse(model);
        return ttft.map(model::withTtft).orElse(model);
    }
}
