package dev.llmemulator.load.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The reply of {@code POST /api/run}.
 *
 * @param idealUs microseconds from the start until the last token was due; 0 if the emulator does not say
 * @param instance of the emulator whose clock stamped the tokens; empty if it does not say
 * @param answer id of the answer; empty if the emulator does not say
 */
public record HttpReply(String text, int tokens, String sha256, long idealUs, String instance, String answer) {
    private static final JsonMapper JSON = new JsonMapper();

    public HttpReply(String text, int tokens, String sha256) {
        this(text, tokens, sha256, 0, "", "");
    }

    /** Reads the body of a 200, or throws an {@link IllegalArgumentException}. */
    public static HttpReply parse(String body) {
        try {
            var reply = JSON.readTree(body);
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
                    Math.round(reply.path("ideal").asDouble() * 1e6),
                    reply.path("instance").asText(""),
                    reply.path("answer").asText(""));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the HTTP reply is not JSON", e);
        }
    }
}
