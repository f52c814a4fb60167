package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Publishing over the HTTP API. */
interface PublishContract extends Contract {
    private static long offset(JsonNode reply) {
        return reply.path("result").path("offset").asLong();
    }

    @Test
    default void health_always_answersEmptyObject() {
        var answer = new ContractApi(calm().apiUrl(), "").get("/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().isEmpty()).isTrue();
    }

    @Test
    default void publish_withoutKey_answers401WithoutBody() {
        var answer = new ContractApi(calm().apiUrl(), "")
                .post("/api/publish", ContractApi.publishJson(Contract.newChannel(), "1", ""));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    default void publish_wrongKey_answers401BeforeReadingRequest() {
        var answer = new ContractApi(calm().apiUrl(), "wrong").post("/api/publish", "{");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    default void publish_severalTimes_countsOffsetInOneEpoch() {
        String channel = Contract.newChannel();
        var first = api().publish(channel, "1");
        var second = api().publish(channel, "2");
        assertThat(offset(first)).isEqualTo(1);
        assertThat(offset(second)).isEqualTo(2);
        assertThat(second.path("result").path("epoch"))
                .isEqualTo(first.path("result").path("epoch"));
    }

    @Test
    default void publish_anyJson_arrivesUnchanged() {
        String channel = Contract.newChannel();
        var values = List.of(
                "{\"text\":\"Zeile 1\\nZeile 2 \\u00e9 é 😀 \\\" \\\\ /\"}",
                "[1,2.5,-3e7,true,false,null,{}]",
                "\"plain\"",
                "0",
                "null",
                "12345678901234567890",
                "{\"push\":{\"channel\":\"x\"}}");
        try (var client = connect()) {
            client.subscribe(2, channel);
            for (String value : values) {
                assertThat(error(api().publish(channel, value))).isZero();
                assertThat(client.awaitPublication(channel).path("data")).isEqualTo(ContractApi.parse(value));
            }
        }
    }

    @Test
    default void publish_dataOverSeveralLines_isOneMessage() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            client.subscribe(2, channel);
            api().publish(channel, "{\n  \"a\": [1,\n 2]\n}\n");
            assertThat(client.awaitPublication(channel).path("data")).isEqualTo(ContractApi.parse("{\"a\":[1,2]}"));
        }
    }

    @Test
    default void publish_skipHistory_isPushedWithoutOffsetAndNotKept() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            client.subscribe(2, channel);
            var reply = api().post("/api/publish", ContractApi.publishJson(channel, "1", ",\"skip_history\":true"))
                    .json();
            assertThat(reply.path("result").isEmpty()).isTrue();
            assertThat(client.awaitPublication(channel).has("offset")).isFalse();
            assertThat(api().history(channel, ",\"limit\":-1").path("result").path("publications"))
                    .isEmpty();
        }
    }

    @Test
    default void publish_unknownNamespace_repliesError102() {
        assertThat(error(api().publish("other:a", "1"))).isEqualTo(102);
    }

    @Test
    default void publish_versionSeenBefore_isDroppedWithSuccess() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            client.subscribe(2, channel);
            assertThat(offset(api().publish(channel, "1", 1, "answer"))).isEqualTo(1);
            assertThat(offset(api().publish(channel, "2", 2, "answer"))).isEqualTo(2);
            var repeated = api().publish(channel, "2", 2, "answer");
            assertThat(error(repeated)).isZero();
            assertThat(offset(repeated)).as("the top").isEqualTo(2);
            assertThat(offset(api().publish(channel, "1", 1, "answer"))).isEqualTo(2);
            assertThat(offset(api().publish(channel, "3", 3, "answer"))).isEqualTo(3);
            assertThat(ContractApi.offsets(ContractApi.parse(
                            client.awaitPublications(channel, 3).toString())))
                    .containsExactly(1L, 2L, 3L);
            client.assertNothingPending(3);
        }
    }

    @Test
    default void publish_versionWithGap_isKept() {
        String channel = Contract.newChannel();
        api().publish(channel, "1", 1, "answer");
        assertThat(offset(api().publish(channel, "9", 9, "answer"))).isEqualTo(2);
    }

    @Test
    default void publish_newVersionEpoch_startsAfresh() {
        String channel = Contract.newChannel();
        api().publish(channel, "1", 5, "first");
        assertThat(offset(api().publish(channel, "1", 1, "second"))).isEqualTo(2);
        assertThat(offset(api().publish(channel, "1", 1, "second"))).isEqualTo(2);
        assertThat(offset(api().publish(channel, "1", 5, "first")))
                .as("only the last epoch is remembered")
                .isEqualTo(3);
    }

    @Test
    default void publish_withoutVersionBetween_remembersVersion() {
        String channel = Contract.newChannel();
        api().publish(channel, "1", 5, "answer");
        api().publish(channel, "2");
        assertThat(offset(api().publish(channel, "3", 5, "answer")))
                .as("the top")
                .isEqualTo(2);
        assertThat(offset(api().publish(channel, "3", 6, "answer"))).isEqualTo(3);
    }

    @Test
    default void publish_versionWithoutEpoch_isComparedToAny() {
        String channel = Contract.newChannel();
        api().publish(channel, "1", 5, "answer");
        assertThat(offset(api().publish(channel, "2", 5, ""))).isEqualTo(1);
        assertThat(offset(api().publish(channel, "3", 6, ""))).isEqualTo(2);
    }

    @Test
    default void batch_inOrder_repliesInOrder() {
        String channel = Contract.newChannel();
        List<String> commands = IntStream.rangeClosed(1, 50)
                .mapToObj(n -> ContractApi.publishCommand(channel, Integer.toString(n)))
                .toList();
        var replies = api().batch(false, commands);
        assertThat(replies.valueStream()
                        .map(reply -> reply.path("publish").path("offset").asInt()))
                .isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
    }

    @Test
    default void batch_parallel_repliesUnderItsCommand() {
        List<String> channels =
                IntStream.range(0, 40).mapToObj(n -> Contract.newChannel()).toList();
        channels.stream().limit(20).forEach(channel -> api().publish(channel, "0"));
        var replies = api().batch(
                        true,
                        channels.stream()
                                .map(channel -> ContractApi.publishCommand(channel, "1"))
                                .toList());
        assertThat(replies.valueStream()
                        .map(reply -> reply.path("publish").path("offset").asInt()))
                .isEqualTo(
                        IntStream.range(0, 40).map(n -> n < 20 ? 2 : 1).boxed().toList());
    }

    @Test
    default void batch_withBadCommands_repliesErrorOnlyToThem() {
        String channel = Contract.newChannel();
        var replies = api().batch(
                        false,
                        List.of(
                                ContractApi.publishCommand(channel, "1"),
                                ContractApi.publishCommand("other:a", "1"),
                                "{\"publish\":{\"channel\":\"" + channel + "\"}}",
                                "{\"nothing\":{}}",
                                "{}",
                                "null",
                                ContractApi.publishCommand(channel, "2")));
        assertThat(replies.valueStream().map(ContractApi::error)).containsExactly(0, 102, 107, 104, 104, 107, 0);
        assertThat(replies.path(6).path("publish").path("offset").asInt()).isEqualTo(2);
    }

    @Test
    default void batch_badSyntaxAtEnd_publishesNothing() {
        String channel = Contract.newChannel();
        var body = "{\"commands\":[" + ContractApi.publishCommand(channel, "1") + ",{\"publish\":}]}";
        assertThat(api().post("/api/batch", body).status()).isEqualTo(400);
        assertThat(api().history(channel, "").path("result").path("offset").asInt())
                .isZero();
    }
}
