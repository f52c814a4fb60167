package dev.llmemulator.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.answer.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's own client for Java, which knows nothing of the emulator but its URL. */
@Timeout(60)
class SdkTest {
    @AutoClose
    private static final EmbeddedStack STACK = EmbeddedStack.start(Map.of("TOKEN_DELAY_SECONDS", "0.001"));

    private static final OpenAIClient CLIENT = OpenAIOkHttpClient.builder()
            .baseUrl(STACK.httpUrl() + "/v1")
            .apiKey("any")
            .maxRetries(0)
            .build();

    private static final String ASKED = "Hello! [[words=20 seed=5]]";
    private static final String TEXT = new Answer(20, Duration.ZERO, Duration.ZERO, 5).text();

    @AfterAll
    static void closeClient() {
        CLIENT.close();
    }

    private static ChatCompletionCreateParams chat(String text) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-4o")
                .addSystemMessage("You are [[not=read]].")
                .addUserMessage("An earlier question [[not=read]]")
                .addAssistantMessage("An answer [[not=read]]")
                .addUserMessage(text)
                .build();
    }

    private static ResponseCreateParams response(String text) {
        return ResponseCreateParams.builder().model("gpt-4o").input(text).build();
    }

    private static CompletionCreateParams completion(String text) {
        return CompletionCreateParams.builder()
                .model("gpt-3.5-turbo-instruct")
                .prompt(text)
                .build();
    }

    @Test
    void chat_streamed_arrivesWhole() {
        var accumulator = ChatCompletionAccumulator.create();
        try (var stream = CLIENT.chat().completions().createStreaming(chat(ASKED))) {
            stream.stream().forEach(accumulator::accumulate);
        }

        var choice = accumulator.chatCompletion().choices().get(0);
        assertThat(choice.message().content()).hasValue(TEXT);
        assertThat(choice.finishReason()).hasToString("stop");
    }

    @Test
    void chat_whole_isValid() {
        var reply = CLIENT.chat().completions().create(chat(ASKED)).validate();

        assertThat(reply.choices().get(0).message().content()).hasValue(TEXT);
        assertThat(reply.usage().orElseThrow().completionTokens()).isEqualTo(20);
    }

    @Test
    void response_streamed_arrivesWhole() {
        var accumulator = ResponseAccumulator.create();
        try (var stream = CLIENT.responses().createStreaming(response(ASKED))) {
            stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
        }

        var reply = accumulator.response().validate();
        assertThat(reply.status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(reply.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .isEqualTo(TEXT);
    }

    @Test
    void response_whole_isValid() {
        var reply = CLIENT.responses().create(response(ASKED)).validate();

        assertThat(reply.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .isEqualTo(TEXT);
        assertThat(reply.usage().orElseThrow().outputTokens()).isEqualTo(20);
    }

    @Test
    void completion_streamedAndWhole_isTheText() {
        try (var stream = CLIENT.completions().createStreaming(completion(ASKED))) {
            assertThat(stream.stream()
                            .map(chunk -> chunk.choices().get(0).text())
                            .collect(Collectors.joining()))
                    .isEqualTo(TEXT);
        }
        var reply = CLIENT.completions().create(completion(ASKED)).validate();
        assertThat(reply.choices().get(0).text()).isEqualTo(TEXT);
    }

    @Test
    void models_areListedAndFound() {
        assertThat(CLIENT.models().list().data()).extracting(Model::id).contains("constant", "chat");
        assertThat(CLIENT.models().retrieve("gpt-4o").validate().id()).isEqualTo("gpt-4o");
    }

    @Test
    void errors_areTheClientsOwn() {
        assertThatExceptionOfType(RateLimitException.class)
                .isThrownBy(() -> CLIENT.chat().completions().create(chat("[[status=429 retry_after=7]]")))
                .satisfies(e -> assertThat(e.headers().values("Retry-After")).containsExactly("7"))
                .satisfies(e -> assertThat(e.code()).hasValue("rate_limit_exceeded"));
        assertThatExceptionOfType(InternalServerException.class)
                .isThrownBy(() -> CLIENT.responses().create(response("[[status=503]]")))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(503));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> CLIENT.chat().completions().create(chat("[[wrods=3]]")))
                .withMessageContaining("Unknown directive 'wrods'")
                .satisfies(e -> assertThat(e.param()).hasValue("messages"));
    }

    @Test
    void stream_thatBreaks_isAnErrorOfTheClient() {
        for (var fault : new String[] {"break=5", "malformed=5"}) {
            try (var stream = CLIENT.chat().completions().createStreaming(chat(ASKED + "[[" + fault + "]]"))) {
                var chunks = stream.stream().iterator();
                // The role, then five tokens.
                for (var i = 0; i < 6; i++) {
                    chunks.next();
                }
                assertThatThrownBy(chunks::hasNext).as(fault).isInstanceOf(RuntimeException.class);
            }
        }
    }
}
