package dev.llmemulator.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** An answer of {@code /v1/chat/completions}. */
final class ChatWording extends ChunkWording {
    ChatWording(String id, long created, Question question) {
        super(id, created, question);
    }

    @Override
    String chunkName() {
        return "chat.completion.chunk";
    }

    @Override
    String wholeName() {
        return "chat.completion";
    }

    @Override
    String textField() {
        return "content";
    }

    @Override
    byte[] first() {
        var chunk = chunk("", null);
        var delta = (ObjectNode) chunk.at("/choices/0/delta");
        delta.removeAll();
        delta.put("role", "assistant").put("content", "").putNull("refusal");
        return Wording.event(chunk);
    }

    @Override
    void putText(ObjectNode choice, @Nullable String text) {
        var delta = choice.putObject("delta");
        if (text != null) {
            delta.put("content", text);
        }
    }

    @Override
    void putWhole(ObjectNode choice, String text) {
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", text)
                .putNull("refusal")
                .putArray("annotations");
    }
}
