package dev.llmemulator.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer of {@code /v1/completions}. */
final class CompletionWording extends ChunkWording {
    private static final String NAME = "text_completion";

    CompletionWording(String id, long created, Question question) {
        super(id, created, question);
    }

    @Override
    String chunkName() {
        return NAME;
    }

    @Override
    String wholeName() {
        return NAME;
    }

    @Override
    String textField() {
        return "text";
    }

    @Override
    byte[] first() {
        return new byte[0];
    }

    @Override
    void putText(ObjectNode choice, @Nullable String text) {
        putWhole(choice, Objects.requireNonNullElse(text, ""));
    }

    @Override
    void putWhole(ObjectNode choice, String text) {
        choice.put("text", text);
    }
}
