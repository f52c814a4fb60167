package dev.llmemulator.load.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What {@code POST /api/run} says of the answer: its whole text, the count of its tokens, the hash of its UTF-8. */
public record HttpReply(String text, int tokens, String sha256) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads the body of a 200.
     *
     * @throws IllegalArgumentException if it is not such a reply
     */
    public static HttpReply parse(String body) {
        try {
            JsonNode reply = JSON.readTree(body);
            JsonNode text = reply.path("response");
            JsonNode tokens = reply.path("tokens");
            JsonNode sha256 = reply.path("sha256");
            if (!text.isTextual() || !tokens.isInt() || !sha256.isTextual()) {
                throw new IllegalArgumentException("response, tokens or sha256 is missing in the HTTP reply");
            }
            return new HttpReply(text.textValue(), tokens.intValue(), sha256.textValue());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the HTTP reply is not JSON", e);
        }
    }
}
