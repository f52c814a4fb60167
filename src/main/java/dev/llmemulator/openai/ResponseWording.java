package dev.llmemulator.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer of {@code /v1/responses}: one message with one part of text, and an event of its own for each step. */
final class ResponseWording implements Wording {
    private static final String IN_PROGRESS = "in_progress";

    private final String id;
    private final String messageId;
    private final long created;
    private final Question question;
    private @Nullable Template token;
    private int sequenceNumber;

    ResponseWording(String id, long created, Question question) {
        this.id = id;
        this.messageId = id.replaceFirst("^resp", "msg");
        this.created = created;
        this.question = question;
    }

    private static byte[] event(ObjectNode data) {
        var name = "event: %s\n".formatted(data.get("type").textValue());
        return Wording.joined(name.getBytes(StandardCharsets.UTF_8), Wording.event(data));
    }

    private ObjectNode data(String type) {
        return JSON.createObjectNode().put("type", type).put("sequence_number", sequenceNumber++);
    }

    private byte[] ofResponse(String type, ObjectNode response) {
        var data = data(type);
        data.set("response", response);
        return event(data);
    }

    private byte[] ofItem(String type, ObjectNode item) {
        var data = data(type).put("output_index", 0);
        data.set("item", item);
        return event(data);
    }

    private ObjectNode ofContent(String type) {
        return data(type).put("item_id", messageId).put("output_index", 0).put("content_index", 0);
    }

    private byte[] ofPart(String type, String text) {
        var data = ofContent(type);
        data.set("part", part(text));
        return event(data);
    }

    private static ObjectNode part(String text) {
        var part = JSON.createObjectNode().put("type", "output_text");
        part.putArray("annotations");
        part.putArray("logprobs");
        return part.put("text", text);
    }

    /** @param text null for a message that has no content yet */
    private ObjectNode message(String status, @Nullable String text) {
        var message = JSON.createObjectNode()
                .put("id", messageId)
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        var content = message.putArray("content");
        if (text != null) {
            content.add(part(text));
        }
        return message;
    }

    private ObjectNode response(String status) {
        var response = JSON.createObjectNode()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details")
                .putNull("instructions")
                .put("max_output_tokens", question.mostTokens())
                .putNull("max_tool_calls")
                .put("model", question.model());
        response.putArray("output");
        response.put("parallel_tool_calls", true)
                .putNull("previous_response_id")
                .putNull("prompt_cache_key")
                .putNull("safety_identifier")
                .put("service_tier", "default")
                .put("store", true)
                .put("temperature", 1.0)
                .put("tool_choice", "auto")
                .put("top_logprobs", 0)
                .put("top_p", 1.0)
                .put("truncation", "disabled")
                .putNull("usage")
                .putNull("user");
        response.putObject("reasoning").putNull("effort").putNull("summary");
        response.putObject("text")
                .put("verbosity", "medium")
                .putObject("format")
                .put("type", "text");
        response.putArray("tools");
        response.putObject("metadata");
        return response;
    }

    @Override
    public byte[] opening() {
        return Wording.joined(
                ofResponse("response.created", response(IN_PROGRESS)),
                ofResponse("response.in_progress", response(IN_PROGRESS)));
    }

    @Override
    public byte[] token(String text) {
        if (token != null) {
            return delta(token, text);
        }
        var before = Wording.joined(
                ofItem("response.output_item.added", message(IN_PROGRESS, null)),
                ofPart("response.content_part.added", ""));
        // Its number is written for each token anew.
        var delta = ofContent("response.output_text.delta");
        sequenceNumber--;
        delta.remove("sequence_number");
        delta.put("delta", "").putArray("logprobs");
        token = new Template(event(delta), "delta");
        return Wording.joined(before, delta(token, text));
    }

    @Override
    public boolean repeatsText() {
        return true;
    }

    private byte[] delta(Template template, String text) {
        var event = template.with(text);
        var number = ",\"sequence_number\":%d}\n\n".formatted(sequenceNumber++);
        // In place of the closing brace and the two line breaks.
        var body = new byte[event.length - 3];
        System.arraycopy(event, 0, body, 0, body.length);
        return Wording.joined(body, number.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] ending(String text, int tokens) {
        var done = ofContent("response.output_text.done").put("text", text);
        done.putArray("logprobs");
        var status = status();
        return Wording.joined(
                event(done),
                ofPart("response.content_part.done", text),
                ofItem("response.output_item.done", message(status, text)),
                ofResponse("response." + status, whole(text, tokens)));
    }

    private String status() {
        return question.answer().isCut() ? "incomplete" : "completed";
    }

    @Override
    public byte[] failure(String detail) {
        var response = response("failed");
        response.putObject("error").put("code", OpenAiError.SERVER_ERROR).put("message", detail);
        return ofResponse("response.failed", response);
    }

    @Override
    public ObjectNode whole(String text, int tokens) {
        var response = response(status());
        response.withArray("output").add(message(status(), text));
        if (question.answer().isCut()) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        var usage = response.putObject("usage").put("input_tokens", question.promptTokens());
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.put("output_tokens", tokens).putObject("output_tokens_details").put("reasoning_tokens", 0);
        usage.put("total_tokens", question.promptTokens() + tokens);
        return response;
    }
}
