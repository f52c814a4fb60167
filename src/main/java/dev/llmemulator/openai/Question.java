package dev.llmemulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.Model;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A valid request for an answer.
 *
 * @param model its name, as the request gives it
 * @param streamed whether the reply is a stream of events
 * @param usage whether the stream ends with the usage
 * @param promptTokens how many tokens the prompt has, at about four letters each
 */
record Question(
        String model, boolean streamed, boolean usage, Directives directives, Answer answer, long promptTokens) {
    /** Bound of the seeds that the emulator draws. They stay exact where numbers are doubles, as in JavaScript. */
    private static final long SEED_BOUND = 1L << 53;

    private static final int LETTERS_PER_TOKEN = 4;
    private static final int MOST_LETTERS_OF_A_MODEL = 256;
    private static final List<String> ROLES = List.of("system", "developer", "user", "assistant", "tool", "function");

    /**
     * The text of a prompt.
     *
     * @param directed the part of it that may have directives
     */
    private record Prompt(String directed, long letters) {
        Prompt and(Prompt next, boolean directs) {
            return new Prompt(directs ? next.directed : directed, letters + next.letters);
        }
    }

    /** What the request sets as the most tokens; null if it does not, or to more than an answer can have. */
    @Nullable
    Integer mostTokens() {
        return answer.mostTokens() < Model.MAX_TOKENS ? answer.mostTokens() : null;
    }

    static Question ofChat(byte[] body, ModelNames models) {
        var fields = Fields.parse(body);
        var model = modelOf(fields);
        var prompt = messages(fields.require("messages"), "messages", true);
        // Both are looked at, whichever counts.
        var most = fields.whole("max_completion_tokens", 1);
        var mostOfOld = fields.whole("max_tokens", 1);
        return of(fields, model, prompt, "messages", most.or(() -> mostOfOld), models);
    }

    static Question ofCompletion(byte[] body, ModelNames models) {
        var fields = Fields.parse(body);
        var model = modelOf(fields);
        var prompt = fields.find("prompt").map(Question::prompt).orElse(new Prompt("", 0));
        return of(fields, model, prompt, "prompt", fields.whole("max_tokens", 1), models);
    }

    static Question ofResponse(byte[] body, ModelNames models) {
        var fields = Fields.parse(body);
        var model = modelOf(fields);
        var hasOther = List.of("prompt", "conversation", "previous_response_id").stream()
                .anyMatch(name -> fields.find(name).isPresent());
        var input = hasOther ? fields.find("input") : Optional.of(fields.require("input"));
        var prompt = input.map(given -> given.isTextual()
                        ? new Prompt(given.textValue(), given.textValue().length())
                        : messages(given, "input", false))
                .orElse(new Prompt("", 0));
        return of(fields, model, prompt, "input", fields.whole("max_output_tokens", 1), models);
    }

    private static Question of(
            Fields fields, String model, Prompt prompt, String param, Optional<Long> most, ModelNames models) {
        var choices = fields.whole("n", 1).orElse(1L);
        if (choices > 1) {
            throw OpenAiException.of(
                    "n",
                    "unsupported_value",
                    "Unsupported value: 'n' is %d, but the emulator gives one choice for each request."
                            .formatted(choices));
        }
        var streamed = fields.isTrue("stream");
        var options = fields.find("stream_options");
        if (options.isPresent() && !options.get().isObject()) {
            throw Fields.wrongType("stream_options", "an object", options.get());
        }
        var usage = options.isPresent() && new Fields(options.get()).isTrue("include_usage");
        var givenSeed = fields.whole("seed", Long.MIN_VALUE);
        var directives = Directives.of(prompt.directed, param);
        var emulated = directives.model() == null ? models.named(model) : directives.model();
        if (directives.words() != null && directives.words() > emulated.maxWords()) {
            throw OpenAiException.of(
                    param,
                    "invalid_directive",
                    "Directive 'words=%d' must be a whole number from 1 to %d with the model %s."
                            .formatted(directives.words(), emulated.maxWords(), emulated.name()));
        }
        var seed = Optional.ofNullable(directives.seed())
                .or(() -> givenSeed)
                .orElseGet(() -> ThreadLocalRandom.current().nextLong(SEED_BOUND));
        var answer = new Answer(
                directives.applied(emulated),
                seed,
                (int) Math.min(most.orElse((long) Model.MAX_TOKENS), Model.MAX_TOKENS),
                directives.stall());
        return new Question(
                model,
                streamed,
                usage,
                directives,
                answer,
                (prompt.letters + LETTERS_PER_TOKEN - 1) / LETTERS_PER_TOKEN);
    }

    private static String modelOf(Fields fields) {
        var model = fields.require("model");
        if (!model.isTextual()) {
            throw Fields.wrongType("model", "a string", model);
        }
        var name = model.textValue();
        if (name.isEmpty() || name.length() > MOST_LETTERS_OF_A_MODEL) {
            throw OpenAiException.of(
                    "model",
                    "invalid_value",
                    "Invalid 'model': expected a string of 1 to %d characters, but got %d instead."
                            .formatted(MOST_LETTERS_OF_A_MODEL, name.length()));
        }
        return name;
    }

    /** Reads the items of a conversation; those of its last user message may have directives. */
    private static Prompt messages(JsonNode messages, String param, boolean onlyMessages) {
        if (!messages.isArray()) {
            throw Fields.wrongType(param, onlyMessages ? "an array of objects" : "a string or an array", messages);
        }
        if (messages.isEmpty()) {
            throw OpenAiException.of(
                    param,
                    "empty_array",
                    "Invalid '%s': empty array. Expected an array with minimum length 1.".formatted(param));
        }
        var all = new Prompt("", 0);
        for (var i = 0; i < messages.size(); i++) {
            var path = "%s[%d]".formatted(param, i);
            if (!messages.get(i).isObject()) {
                throw Fields.wrongType(path, "an object", messages.get(i));
            }
            var message = new Fields(messages.get(i));
            var role = message.find("role");
            if (role.isPresent() ? !ROLES.contains(role.get().asText()) : onlyMessages) {
                throw OpenAiException.of(
                        path + ".role",
                        role.isPresent() ? "invalid_value" : "missing_required_parameter",
                        "Invalid '%s.role': supported values are %s.".formatted(path, String.join(", ", ROLES)));
            }
            var text = message.find("content").map(content -> text(content, path + ".content"));
            var isUser = role.isPresent() && role.get().asText().equals("user");
            all = all.and(text.orElse(new Prompt("", 0)), isUser);
        }
        return all;
    }

    /** Joins the text of a content, which is one string or an array of parts. */
    private static Prompt text(JsonNode content, String path) {
        if (content.isTextual()) {
            return new Prompt(content.textValue(), content.textValue().length());
        }
        if (!content.isArray()) {
            throw Fields.wrongType(path, "a string or an array of objects", content);
        }
        var text = new StringBuilder();
        for (var i = 0; i < content.size(); i++) {
            if (!content.get(i).isObject()) {
                throw Fields.wrongType("%s[%d]".formatted(path, i), "an object", content.get(i));
            }
            // Images and the like have no text.
            var part = content.get(i).path("text");
            text.append(part.isTextual() ? part.textValue() : "").append('\n');
        }
        return new Prompt(text.toString(), text.length());
    }

    /** One text, or the tokens of one. */
    private static Prompt prompt(JsonNode prompt) {
        if (prompt.isTextual()) {
            return new Prompt(prompt.textValue(), prompt.textValue().length());
        }
        if (!prompt.isArray()) {
            throw Fields.wrongType("prompt", "a string or an array", prompt);
        }
        if (!prompt.isEmpty() && prompt.get(0).isIntegralNumber()) {
            return new Prompt("", (long) LETTERS_PER_TOKEN * prompt.size());
        }
        if (prompt.size() != 1) {
            throw OpenAiException.of(
                    "prompt",
                    "unsupported_value",
                    "Unsupported value: 'prompt' has %d texts, but the emulator gives one choice for each request."
                            .formatted(prompt.size()));
        }
        return prompt(prompt.get(0));
    }
}
