package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.RunClient.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Answers that are being streamed.
 *
 * @param readers one for each answer
 * @param replies to their callers
 */
public record AnswersUnderWay(List<AnswerReader> readers, List<CompletableFuture<Reply>> replies)
        implements AutoCloseable {
    /** Begins so many answers, and returns once each reader, made for a session id, has seen a token. */
    public static AnswersUnderWay begin(
            RunClient client, Function<String, AnswerReader> reader, int count, String fields) {
        var answers = new AnswersUnderWay(new ArrayList<>(), new ArrayList<>());
        var sessions = IntStream.range(0, count)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        sessions.forEach(session -> answers.readers.add(reader.apply(session)));
        sessions.forEach(session -> answers.replies.add(client.run(session, fields)));
        for (var i = 0; i < count; i++) {
            var tokens = answers.readers.get(i).tokens();
            var reply = answers.replies.get(i);
            Waiting.until("a first token or a reply", Duration.ofMinutes(1), () -> !tokens.isEmpty() || reply.isDone());
            assertThat(tokens).as("tokens, the reply is %s", reply).isNotEmpty();
        }
        return answers;
    }

    public Reply reply(int answer) {
        return replies.get(answer).join();
    }

    /** Shows that reader and caller have the same complete text, token by token. */
    public void assertComplete(int answer) {
        var reply = reply(answer);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        var reader = readers.get(answer);
        var marker = reader.awaitMarker();
        assertThat(marker.type()).isEqualTo("done");
        reader.assertNoHole();
        assertThat(reader.text()).isEqualTo(reply.text("response"));
        assertThat(marker.sha256()).isEqualTo(reply.text("sha256"));
    }

    public void assertAllComplete() {
        IntStream.range(0, readers.size()).forEach(this::assertComplete);
    }

    @Override
    public void close() {
        readers.forEach(AnswerReader::close);
    }
}
