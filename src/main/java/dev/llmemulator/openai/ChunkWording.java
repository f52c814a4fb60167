package dev.llmemulator.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Chunks of the same form, each an event without a name, and {@code [DONE]}. */
abstract class ChunkWording implements Wording {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOTHING = {};

    private final String id;
    private final long created;
    private final Question question;
    private @Nullable Template token;

    ChunkWording(String id, long created, Question question) {
        this.id = id;
        this.created = created;
        this.question = question;
    }

    /** What {@code object} says of a chunk. */
    abstract String chunkName();

    /** What {@code object} says of the reply that is no stream. */
    abstract String wholeName();

    /** The field that a token's text is in. */
    abstract String textField();

    /** The chunk before the first token, if there is one. */
    abstract byte[] first();

    /** Puts into a choice what a chunk adds to it. */
    abstract void putText(ObjectNode choice, @Nullable String text);

    /** Puts all of the text into a choice. */
    abstract void putWhole(ObjectNode choice, String text);

    private ObjectNode object(String name) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("object", name)
                .put("created", created)
                .put("model", question.model())
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_emulator");
    }

    /** @param text null for none */
    final ObjectNode chunk(@Nullable String text, @Nullable String finishReason) {
        var chunk = object(chunkName());
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        putText(choice, text);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        if (question.usage()) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    @Override
    public final byte[] opening() {
        return NOTHING;
    }

    @Override
    public final byte[] token(String text) {
        if (token == null) {
            token = new Template(Wording.event(chunk("", null)), textField());
            return Wording.joined(first(), token.with(text));
        }
        return token.with(text);
    }

    @Override
    public final boolean repeatsText() {
        return false;
    }

    @Override
    public final byte[] ending(String text, int tokens) {
        var last = Wording.event(chunk(null, finishReason()));
        if (!question.usage()) {
            return Wording.joined(last, DONE);
        }
        var usage = object(chunkName());
        usage.putArray("choices");
        usage.set("usage", usage(tokens));
        return Wording.joined(last, Wording.event(usage), DONE);
    }

    @Override
    public final byte[] failure(String detail) {
        return Wording.event(OpenAiError.of(500, detail).body());
    }

    @Override
    public final ObjectNode whole(String text, int tokens) {
        var whole = object(wholeName());
        var choice = whole.putArray("choices").addObject().put("index", 0);
        putWhole(choice, text);
        choice.putNull("logprobs").put("finish_reason", finishReason());
        whole.set("usage", usage(tokens));
        return whole;
    }

    private String finishReason() {
        return question.answer().isCut() ? "length" : "stop";
    }

    private ObjectNode usage(int tokens) {
        var usage = JSON.createObjectNode()
                .put("prompt_tokens", question.promptTokens())
                .put("completion_tokens", tokens)
                .put("total_tokens", question.promptTokens() + tokens);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }
}
