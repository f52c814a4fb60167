package dev.llmemulator.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.publication.TracedText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The replies, byte by byte but for ids and times. */
@Timeout(60)
class WireTest {
    @AutoClose
    private static final EmbeddedStack STACK =
            EmbeddedStack.start(Map.of("TOKEN_DELAY_SECONDS", "0.001", "MODEL_ALIASES", "o3=reasoning, gpt-5=brief"));

    /** Has 23 letters and hence 6 tokens. */
    private static final String ASKED = "Well [[words=3 seed=5]]";

    private static final List<String> TOKENS = tokens();
    private static final String TEXT = String.join("", TOKENS);
    private static final String USAGE = "{\"prompt_tokens\":6,\"completion_tokens\":%d,\"total_tokens\":%d,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
            + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";
    private static final String HEAD = "\"created\":1,\"model\":\"gpt-4o\",\"service_tier\":\"default\","
            + "\"system_fingerprint\":\"fp_emulator\",\"choices\":[";
    private static final String CHAT = "data: {\"id\":\"chatcmpl-X\",\"object\":\"chat.completion.chunk\"," + HEAD;
    private static final String COMPLETION = "{\"id\":\"cmpl-X\",\"object\":\"text_completion\"," + HEAD;

    private final Asker asker = new Asker(STACK.httpUrl());

    private static List<String> tokens() {
        var tokens = new ArrayList<String>();
        new Answer(3, Duration.ZERO, Duration.ZERO, 5).tokens().forEachRemaining(tokens::add);
        return tokens;
    }

    private String asked(String path, String body) {
        var reply = asker.post(path, body);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type"))
                .hasValue(body.contains("\"stream\":true") ? "text/event-stream; charset=utf-8" : "application/json");
        return reply.body()
                .replaceAll("\"created(_at)?\":\\d{10}\\b", "\"created$1\":1")
                .replaceAll("(chatcmpl-|cmpl-|resp_|msg_)[0-9a-f]{32}", "$1X");
    }

    private static String chatChunk(String delta, String reason, String more) {
        return CHAT
                + "{\"index\":0,\"delta\":{%s},\"logprobs\":null,\"finish_reason\":%s}]%s}\n\n"
                        .formatted(delta, reason, more);
    }

    private static String chatStream(List<String> tokens, String reason, String more) {
        return chatChunk("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null", "null", more)
                + tokens.stream()
                        .map(token -> chatChunk("\"content\":\"" + token + "\"", "null", more))
                        .collect(Collectors.joining())
                + chatChunk("", '"' + reason + '"', more);
    }

    @Test
    void chat_streamed_isRoleThenTokensThenReasonThenDone() {
        assertThat(asked("/v1/chat/completions", Asker.chat(ASKED, ",\"stream\":true")))
                .isEqualTo(chatStream(TOKENS, "stop", "") + "data: [DONE]\n\n");
    }

    @Test
    void chat_streamedWithUsage_hasItInAChunkOfItsOwn() {
        assertThat(asked(
                        "/v1/chat/completions",
                        Asker.chat(ASKED, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")))
                .isEqualTo(chatStream(TOKENS, "stop", ",\"usage\":null") + CHAT + "],\"usage\":" + USAGE.formatted(3, 9)
                        + "}\n\ndata: [DONE]\n\n");
    }

    @Test
    void chat_whole_isOneObject() {
        assertThat(asked("/v1/chat/completions", Asker.chat(ASKED, "")))
                .isEqualTo("{\"id\":\"chatcmpl-X\",\"object\":\"chat.completion\"," + HEAD
                        + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT
                        + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                        + "\"usage\":" + USAGE.formatted(3, 9) + "}");
    }

    @Test
    void chat_withFewerTokensAllowed_isCutAndSaysSo() {
        for (var field : List.of("max_tokens", "max_completion_tokens")) {
            assertThat(asked("/v1/chat/completions", Asker.chat(ASKED, ",\"stream\":true,\"" + field + "\":2")))
                    .isEqualTo(chatStream(TOKENS.subList(0, 2), "length", "") + "data: [DONE]\n\n");
            assertThat(asked("/v1/chat/completions", Asker.chat(ASKED, ",\"" + field + "\":2")))
                    .contains("\"content\":\"" + TOKENS.get(0) + TOKENS.get(1) + "\"", "\"length\"")
                    .contains(USAGE.formatted(2, 8));
        }
    }

    @Test
    void chat_withAsManyTokensAllowedAsItHas_isNotCut() {
        assertThat(asked("/v1/chat/completions", Asker.chat(ASKED, ",\"max_tokens\":3")))
                .contains(TEXT, "\"stop\"");
    }

    @Test
    void completion_streamed_isTokensThenReasonThenDone() {
        var choice =
                "data: " + COMPLETION + "{\"index\":0,\"text\":\"%s\",\"logprobs\":null,\"finish_reason\":%s}]}\n\n";

        assertThat(asked("/v1/completions", "{\"model\":\"gpt-4o\",\"stream\":true,\"prompt\":[\"" + ASKED + "\"]}"))
                .isEqualTo(TOKENS.stream()
                                .map(token -> choice.formatted(token, "null"))
                                .collect(Collectors.joining())
                        + choice.formatted("", "\"stop\"") + "data: [DONE]\n\n");
    }

    @Test
    void completion_whole_isOneObject() {
        assertThat(asked("/v1/completions", "{\"model\":\"gpt-4o\",\"prompt\":\"" + ASKED + "\"}"))
                .isEqualTo(COMPLETION + "{\"index\":0,\"text\":\"" + TEXT
                        + "\",\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" + USAGE.formatted(3, 9) + "}");
    }

    private static String response(String status, String details, String most, String output, String usage) {
        return "{\"id\":\"resp_X\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + status
                + "\",\"background\":false,\"error\":null,\"incomplete_details\":" + details
                + ",\"instructions\":null,\"max_output_tokens\":" + most
                + ",\"max_tool_calls\":null,\"model\":\"gpt-4o\",\"output\":[" + output
                + "],\"parallel_tool_calls\":true,\"previous_response_id\":null,\"prompt_cache_key\":null,"
                + "\"safety_identifier\":null,\"service_tier\":\"default\",\"store\":true,\"temperature\":1.0,"
                + "\"tool_choice\":\"auto\",\"top_logprobs\":0,\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":"
                + usage + ",\"user\":null,\"reasoning\":{\"effort\":null,\"summary\":null},"
                + "\"text\":{\"verbosity\":\"medium\",\"format\":{\"type\":\"text\"}},\"tools\":[],\"metadata\":{}}";
    }

    private static String responseUsage(int tokens) {
        return "{\"input_tokens\":6,\"input_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},\"output_tokens\":"
                + tokens + ",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":" + (6 + tokens) + "}";
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + text + "\"}";
    }

    private static String message(String status, String content) {
        return "{\"id\":\"msg_X\",\"type\":\"message\",\"status\":\"" + status
                + "\",\"role\":\"assistant\",\"content\":[" + content + "]}";
    }

    private static String event(String type, int number, String rest) {
        return "event: response.%s\ndata: {\"type\":\"response.%s\",\"sequence_number\":%d,%s}\n\n"
                .formatted(type, type, number, rest);
    }

    @Test
    void response_streamed_hasAnEventForEachStep() {
        var inProgress = "\"response\":" + response("in_progress", "null", "null", "", "null");
        var place = "\"item_id\":\"msg_X\",\"output_index\":0,\"content_index\":0,";
        var expected = new StringBuilder(event("created", 0, inProgress))
                .append(event("in_progress", 1, inProgress))
                .append(event("output_item.added", 2, "\"output_index\":0,\"item\":" + message("in_progress", "")))
                .append(event("content_part.added", 3, place + "\"part\":" + part("")));
        var number = 4;
        for (var token : TOKENS) {
            // Its number comes last, because it changes.
            expected.append("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",")
                    .append(place)
                    .append("\"delta\":\"%s\",\"logprobs\":[],\"sequence_number\":%d}\n\n".formatted(token, number++));
        }
        expected.append(event("output_text.done", 7, place + "\"text\":\"" + TEXT + "\",\"logprobs\":[]"))
                .append(event("content_part.done", 8, place + "\"part\":" + part(TEXT)))
                .append(event("output_item.done", 9, "\"output_index\":0,\"item\":" + message("completed", part(TEXT))))
                .append(event(
                        "completed",
                        10,
                        "\"response\":"
                                + response(
                                        "completed",
                                        "null",
                                        "null",
                                        message("completed", part(TEXT)),
                                        responseUsage(3))));

        assertThat(asked("/v1/responses", "{\"model\":\"gpt-4o\",\"stream\":true,\"input\":\"" + ASKED + "\"}"))
                .isEqualTo(expected.toString());
    }

    @Test
    void response_withFewerTokensAllowed_isIncomplete() {
        var text = TOKENS.get(0) + TOKENS.get(1);
        var body = "{\"model\":\"gpt-4o\",\"max_output_tokens\":2,\"input\":[{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"input_text\",\"text\":\"" + ASKED + "\"}]}]%s}";
        // The line break that ends a part takes the prompt to 24 letters, which are still 6 tokens.
        var expected = response(
                "incomplete",
                "{\"reason\":\"max_output_tokens\"}",
                "2",
                message("incomplete", part(text)),
                responseUsage(2));

        assertThat(asked("/v1/responses", body.formatted(""))).isEqualTo(expected);
        assertThat(asked("/v1/responses", body.formatted(",\"stream\":true")))
                .endsWith(event("incomplete", 9, "\"response\":" + expected));
    }

    @Test
    void models_areThoseOfTheEmulatorAndTheAliases() {
        assertThat(Asker.tree(asker.get("/v1/models")).findValuesAsText("id"))
                .containsExactly("constant", "chat", "fast", "brief", "reasoning", "writer", "gpt-5", "o3");
        assertThat(asker.get("/v1/models/meta/any-name").body())
                .isEqualTo("{\"id\":\"meta/any-name\",\"object\":\"model\",\"created\":1763856000,"
                        + "\"owned_by\":\"llm-emulator\"}");
    }

    @Test
    void modelsName_decidesWhatIsEmulated() {
        // The answers of brief have its tokens, each a part of a word, and those of the default have words.
        var body = "{\"model\":\"%s\",\"prompt\":\"[[words=30 seed=5 ttft=0 delay=0]]\"}";

        assertThat(tokensOf(body.formatted("gpt-5")))
                .isEqualTo(tokensOf(body.formatted("brief")))
                .isGreaterThan(30);
        assertThat(tokensOf(body.formatted("unknown"))).isEqualTo(30);
        assertThat(tokensOf("{\"model\":\"gpt-5\",\"prompt\":\"[[words=30 seed=5 ttft=0 delay=0 model=constant]]\"}"))
                .isEqualTo(30);
    }

    @Test
    void traced_streamedOrWhole_provesEachToken() {
        var traced = "[[words=3 seed=5 traced tag=aB12]]";
        var streamed = new StringBuilder();
        for (var line : asker.streamedChat(traced).body().lines().toList()) {
            var content = Pattern.compile("\"content\":\"([^\"]*)\"").matcher(line);
            streamed.append(content.find() ? content.group(1) : "");
        }
        var response = asker.post("/v1/responses", "{\"model\":\"m\",\"stream\":true,\"input\":\"" + traced + "\"}");
        var done = response.body()
                .lines()
                .filter(line -> line.contains("\"response.output_text.done\""))
                .toList();
        var whole =
                Asker.tree(asker.chat(traced)).at("/choices/0/message/content").asText();

        assertThat(withoutTimes(streamed.toString()))
                .isEqualTo(withoutTimes(whole))
                .contains(TracedText.end("aB12", 3, Answer.sha256(TEXT)));
        assertThat(withoutTimes(done.get(0))).contains(withoutTimes(whole));
        assertThat(asker.chat("[[words=1 traced]]").body()).containsPattern("[0-9a-z]{8}[0-9A-Za-z]{3};");
    }

    /** Each token has three digits of its index, then nine of its time, and at last three of its check. */
    private static String withoutTimes(String text) {
        return text.replaceAll(":(00\\d)\\w{9}(\\w+?aB12)\\w{3};", ":$1$2;");
    }

    private int tokensOf(String body) {
        return Asker.tree(asker.post("/v1/completions", body))
                .at("/usage/completion_tokens")
                .asInt();
    }

    @Test
    void seed_ofTheRequestOrOfADirective_fixesTheText() {
        var texts = List.of(
                Asker.chat("[[words=3 seed=5]]", ""),
                Asker.chat("[[words=3]]", ",\"seed\":5"),
                Asker.chat("[[words=3 seed=5]]", ",\"seed\":6"));

        assertThat(texts)
                .extracting(body -> Asker.tree(asker.post("/v1/chat/completions", body))
                        .at("/choices/0/message/content")
                        .asText())
                .containsOnly(TEXT);
    }
}
