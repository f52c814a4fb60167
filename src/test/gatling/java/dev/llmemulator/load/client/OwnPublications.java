package dev.llmemulator.load.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Reads the publications of our own emulator. */
final class OwnPublications implements PublicationReader {
    private static final Set<String> TYPES = Set.of("token", "done", "error", "cancelled");
    private static final String OTHER_ANSWER = "of another answer";

    private final String expectedChannel;
    private final String expectedAnswer;
    private final FrameListener listener;

    OwnPublications(String expectedChannel, String expectedAnswer, FrameListener listener) {
        this.expectedChannel = expectedChannel;
        this.expectedAnswer = expectedAnswer;
        this.listener = listener;
    }

    @Override
    public void read(String channel, JsonNode publication) {
        var offset = JsonLine.wholeNumber(publication, "offset", 0);
        if (!publication.has("data")) {
            listener.onUnreadable(channel, "a publication without data", offset);
            return;
        }
        var data = publication.path("data");
        var type = isOfOtherAnswer(channel, data) ? OTHER_ANSWER : JsonLine.string(data, "type");
        var tokens = JsonLine.count(data, "tokens");
        var stamps = new Stamps(JsonLine.wholeNumber(data, "due", 0), JsonLine.wholeNumber(data, "sent", 0));
        switch (type) {
            case "token" -> {
                var index = JsonLine.count(data, "index");
                var text = JsonLine.string(data, "token");
                if (index < 0 || !data.path("token").isTextual()) {
                    listener.onUnreadable(channel, "a token without index or text", offset);
                } else {
                    listener.onToken(channel, index, text, offset, stamps);
                }
            }
            case "done" -> {
                var sha256 = JsonLine.string(data, "sha256");
                if (tokens < 0 || sha256.isEmpty()) {
                    listener.onUnreadable(channel, "a marker without count or sha256", offset);
                } else {
                    listener.onMarker(channel, tokens, sha256, offset, stamps);
                }
            }
            case "error", "cancelled" -> {
                // Who does not say does not know of the token that failed.
                var unacknowledged = data.has("unacknowledged") ? JsonLine.count(data, "unacknowledged") : 1;
                var detail = type.equals("error") ? JsonLine.line(data, "detail") : "The answer was cancelled";
                listener.onErrorMarker(channel, Math.max(0, tokens), Math.max(0, unacknowledged), detail, offset);
            }
            case OTHER_ANSWER -> listener.onOtherAnswer(offset);
            default -> listener.onOther(channel, offset);
        }
    }

    private boolean isOfOtherAnswer(String channel, JsonNode data) {
        var answer = JsonLine.string(data, "answer");
        return !expectedAnswer.isEmpty()
                && !answer.isEmpty()
                && !answer.equals(expectedAnswer)
                && channel.equals(expectedChannel)
                && TYPES.contains(JsonLine.string(data, "type"));
    }
}
