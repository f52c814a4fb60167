package dev.llmemulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.settings.AnswerSettings;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A request that has been found good.
 *
 * @param sessionId names the channel that the tokens go to
 * @param answer what to emulate, the server's settings where the request is silent
 */
record RunRequest(String sessionId, Answer answer) {
    /** Seeds that the emulator chooses stay exact where numbers are doubles, as in JavaScript. */
    private static final long SEED_BOUND = 1L << 53;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    /**
     * Reads a request's body.
     *
     * @throws ProblemException 400, naming every field that is missing, unknown, of a wrong type or out of bounds
     */
    static RunRequest parse(byte[] body, AnswerSettings defaults) {
        var fields = new RequestFields(object(body));
        var sessionId = fields.sessionId("session_id");
        fields.text("question");
        var words = fields.integer("words", defaults.words(), 1, AnswerSettings.MAX_WORDS);
        var delay = fields.seconds("delay", defaults.delay(), AnswerSettings.MAX_DELAY);
        var ttft = fields.seconds("ttft", defaults.ttft(), AnswerSettings.MAX_TTFT);
        var seed = fields.integer(
                "seed", ThreadLocalRandom.current().nextLong(SEED_BOUND), Long.MIN_VALUE, Long.MAX_VALUE);
        fields.throwIfAnyIsWrong();
        return new RunRequest(sessionId, new Answer((int) words, ttft, delay, seed));
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode node = JSON.readValue(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.of(400, "The body is not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ProblemException(Problem.of(400, "The body is not JSON: " + e.getMessage()));
        }
        throw new ProblemException(Problem.of(400, "The body is not a JSON object"));
    }
}
