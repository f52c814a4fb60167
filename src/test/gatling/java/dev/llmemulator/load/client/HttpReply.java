package dev.llmemulator.load.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The reply of {@code POST /api/run}.
 *
 * @param text all of it
 * @param tokens their count
 * @param sha256 of the text's UTF-8, in hex
 * @param idealUs microseconds from the start until the last token was due; 0 if the emulator does not say
 * @param instance of the emulator whose clock stamped the tokens; empty if it does not say
 */
public record HttpReply(String text, int tokens, String sha256, long idealUs, String instance) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A reply without ideal time and instance. */
    public HttpReply(String text, int tokens, String sha256) {
        this(text, tokens, sha256, 0, "");
    }

    /**
     * Reads the body of a 200.
     *
     * @throws IllegalArgumentException if it is not such a reply
     */
    public static HttpReply parse(String body) {
        try {
            JsonNode reply = JSON.readTree(body);
            var text = reply.path("response");
            var tokens = reply.path("tokens");
            var sha256 = reply.path("sha256");
            if (!text.isTextual() || !tokens.isInt() || !sha256.isTextual()) {
                throw new IllegalArgumentException("response, tokens or sha256 is missing in the HTTP reply");
            }
            return new HttpReply(
                    text.textValue(),
                    tokens.intValue(),
                    sha256.textValue(),
                    idealUs(reply.path("ideal")),
                    reply.path("instance").asText(""));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the HTTP reply is not JSON", e);
        }
    }

    private static long idealUs(JsonNode seconds) {
        return seconds.isNumber() ? Math.round(seconds.doubleValue() * 1e6) : 0;
    }
}
