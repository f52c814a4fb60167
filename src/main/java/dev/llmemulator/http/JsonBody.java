package dev.llmemulator.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.stream.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Reads the body of a request as strictly as JSON is meant. */
public final class JsonBody {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    // Names come from anybody, and the JVM would keep each of them.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    private static final Pattern CLASS_NAMES =
            Pattern.compile("\\([^(),:`]*`[^`]*`[^()]*\\)|[,:][^,:(`]*`[^`]*`[^,:()]*");

    private JsonBody() {}

    /**
     * Reads a JSON object.
     *
     * @throws ProblemException with status 400 if it is none
     */
    public static ObjectNode object(byte[] body) {
        try {
            if (JSON.<JsonNode>readValue(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.of(400, "The body is not JSON: " + reason(e)));
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory can be read", e);
        } catch (ArithmeticException | NumberFormatException e) {
            // The exponent of a decimal has 32 bits.
            throw new ProblemException(Problem.of(400, "The body has a number with too large an exponent"));
        }
        throw new ProblemException(Problem.of(400, "The body is not a JSON object"));
    }

    /** What Jackson says, without its advice to programmers, which names classes. */
    public static String reason(JsonProcessingException e) {
        return OneLine.of(CLASS_NAMES.matcher(e.getOriginalMessage()).replaceAll(""));
    }
}
