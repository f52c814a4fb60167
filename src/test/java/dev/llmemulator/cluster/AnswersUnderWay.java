package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.AnswerReader;
import dev.llmemulator.RunClient.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** AnswersUnderWay under way: their readers, and the replies to their callers. */
final class AnswersUnderWay implements AutoCloseable {
    private final List<AnswerReader> readers = new ArrayList<>();
    private final List<CompletableFuture<Reply>> replies = new ArrayList<>();

    /** Begins so many answers through HAProxy, and returns once each reader has seen a token. */
    static AnswersUnderWay begin(ComposeCluster cluster, int count, String fields) {
        var answers = new AnswersUnderWay();
        var sessions = new ArrayList<String>();
        for (var i = 0; i < count; i++) {
            sessions.add(UUID.randomUUID().toString());
            answers.readers.add(cluster.reader(sessions.get(i)));
        }
        sessions.forEach(session -> answers.replies.add(cluster.client().run(session, fields)));
        for (var i = 0; i < count; i++) {
            var reader = answers.readers.get(i);
            var reply = answers.replies.get(i);
            ComposeCluster.await(
                    "a first token or a reply", () -> !reader.tokens().isEmpty() || reply.isDone());
            assertThat(reader.tokens())
                    .as("%s, its reply is %s", sessions.get(i), reply)
                    .isNotEmpty();
        }
        return answers;
    }

    int count() {
        return readers.size();
    }

    AnswerReader reader(int answer) {
        return readers.get(answer);
    }

    Reply reply(int answer) {
        return replies.get(answer).join();
    }

    /** Shows that reader and caller have the same whole text, token by token. */
    void assertWhole(int answer) {
        var reply = reply(answer);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        var marker = reader(answer).awaitMarker();
        assertThat(marker.type()).isEqualTo("done");
        reader(answer).assertNoHole();
        assertThat(reader(answer).text()).isEqualTo(reply.body().get("response").asText());
        assertThat(marker.sha256()).isEqualTo(reply.body().get("sha256").asText());
    }

    void assertAllWhole() {
        for (var answer = 0; answer < count(); answer++) {
            assertWhole(answer);
        }
    }

    @Override
    public void close() {
        readers.forEach(AnswerReader::close);
    }
}
