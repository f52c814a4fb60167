package dev.llmemulator.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.Model;
import dev.llmemulator.stream.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A valid request for an answer; the server's settings fill in what the body leaves out.
 *
 * @param answerId names the answer in its publications; null if the caller leaves that to the emulator
 */
record RunRequest(String sessionId, @Nullable String answerId, Answer answer) {
    /** Bound of the seeds that the emulator draws. They stay exact where numbers are doubles, as in JavaScript. */
    private static final long SEED_BOUND = 1L << 53;

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    // Names come from anybody, and the JVM would keep each of them.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    /**
     * Reads the body of a request.
     *
     * @throws ProblemException with status 400, naming every field that is wrong
     */
    static RunRequest parse(byte[] body, Model defaults) {
        var fields = new RequestFields(object(body));
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

    private static ObjectNode object(byte[] body) {
        try {
            if (JSON.<JsonNode>readValue(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.of(400, "The body is not JSON: " + OneLine.of(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory can be read", e);
        } catch (ArithmeticException | NumberFormatException e) {
            // The exponent of a decimal has 32 bits.
            throw new ProblemException(Problem.of(400, "The body has a number with too large an exponent"));
        }
        throw new ProblemException(Problem.of(400, "The body is not a JSON object"));
    }
}
