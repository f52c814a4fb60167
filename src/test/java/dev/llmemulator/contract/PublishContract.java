package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static dev.llmemulator.contract.ContractApi.publishCommand;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publishing over the HTTP API. */
interface PublishContract extends Contract {
    private static long offset(JsonNode reply) {
        return reply.at("/result/offset").asLong();
    }

    /** Publishes to this test's channel, without a version if it is 0, and returns the channel's top. */
    private long publish(String data, long version, String versionEpoch) {
        var more = ",\"version\":%d,\"version_epoch\":\"%s\"".formatted(version, versionEpoch);
        return offset(api().publish(channel(), data, version == 0 ? "" : more));
    }

    @Test
    default void health_always_answersEmptyObject() {
        var answer = new ContractApi(server(CALM).apiUrl(), "").get("/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ContractApi.parse(answer.body()).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``    | {"channel":"session:a","data":1}
            # before it reads the request
            wrong | {
            """)
    default void publish_withoutKeyOrWithAWrongOne_answers401WithoutBody(String key, String body) {
        var answer = new ContractApi(server(CALM).apiUrl(), key).post("/api/publish", body);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    default void publish_severalTimes_countsOffsetInOneEpoch() {
        var first = publish("1");
        var second = publish("2");
        assertThat(offset(first)).isEqualTo(1);
        assertThat(offset(second)).isEqualTo(2);
        assertThat(second.at("/result/epoch")).isEqualTo(first.at("/result/epoch"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text":"Zeile 1\\nZeile 2 \\u00e9 é 😀 \\" \\\\ /"}
            [1,2.5,-3e7,true,false,null,{}]
            "plain"
            0
            null
            12345678901234567890
            {"push":{"channel":"x"}}
            # over several lines, which is one message
            `{\n  "a": [1,\n 2]\n}\n`
            """)
    default void publish_anyJson_arrivesUnchanged(String value) {
        client().subscribe(2, channel());
        assertThat(error(publish(value))).isZero();
        assertThat(client().awaitPublication(channel()).path("data")).isEqualTo(ContractApi.parse(value));
    }

    @Test
    default void publish_skipHistory_isPushedWithoutOffsetAndNotKept() {
        client().subscribe(2, channel());
        var reply = api().publish(channel(), "1", ",\"skip_history\":true");
        assertThat(reply.path("result").isObject()).isTrue();
        assertThat(reply.path("result").isEmpty()).isTrue();
        assertThat(client().awaitPublication(channel()).has("offset")).isFalse();
        assertThat(api().history(channel(), ",\"limit\":-1").at("/result/publications"))
                .isEmpty();
    }

    @Test
    default void publish_unknownNamespace_repliesError102() {
        assertThat(error(api().publish("other:a", "1", ""))).isEqualTo(102);
    }

    @Test
    default void publish_versionSeenBefore_isDroppedWithSuccess() {
        client().subscribe(2, channel());
        assertThat(publish("1", 1, "answer")).isEqualTo(1);
        assertThat(publish("2", 2, "answer")).isEqualTo(2);
        assertThat(publish("2", 2, "answer")).as("the top").isEqualTo(2);
        assertThat(publish("1", 1, "answer")).isEqualTo(2);
        assertThat(publish("3", 3, "answer")).isEqualTo(3);
        assertThat(ContractApi.longs(client().awaitPublications(channel(), 3), "/offset"))
                .containsExactly(1L, 2L, 3L);
        client().assertNothingPending(3);
    }

    // Publications as version@epoch, each with the channel's top after it; version 0 is none.
    @ParameterizedTest
    @CsvSource({
        "1@answer=1 9@answer=2",
        // Only the last epoch is remembered.
        "5@first=1 1@second=2 1@second=2 5@first=3",
        "5@answer=1 0@=2 5@answer=2 6@answer=3",
        "5@answer=1 5@=1 6@=2"
    })
    default void publish_versions_areComparedToTheLastOfTheSameEpochOrOfAny(String publications) {
        for (var publication : publications.split(" ", -1)) {
            var parts = publication.split("[@=]", -1);
            assertThat(publish("1", Long.parseLong(parts[0]), parts[1]))
                    .as(publication)
                    .isEqualTo(Long.parseLong(parts[2]));
        }
    }

    @Test
    default void batch_inOrder_repliesInOrder() {
        var numbers = IntStream.rangeClosed(1, 50).mapToObj(Long::valueOf).toList();
        var replies = api().batch(
                        false,
                        numbers.stream()
                                .map(n -> publishCommand(channel(), n.toString()))
                                .toList());
        assertThat(ContractApi.longs(replies, "/publish/offset")).isEqualTo(numbers);
    }

    @Test
    default void batch_inOrderWithVersions_offsetShowsWhetherOneIsMissing() {
        client().subscribe(2, channel());
        assertThat(offsets(versions(1, 2, 3))).containsExactly(1L, 2L, 3L);
        // Tried again, as after a lost reply.
        assertThat(offsets(versions(2, 3, 4, 5))).containsExactly(3L, 3L, 4L, 5L);
        // 6 failed and 7 was taken: trying 6 again is a success that drops it, and the offset stays behind for good.
        assertThat(offsets(versions(7, 6, 7, 8))).containsExactly(6L, 6L, 6L, 7L);
        assertThat(ContractApi.longs(client().awaitPublications(channel(), 7), "/data"))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 7L, 8L);
    }

    private List<Long> offsets(List<String> commands) {
        return ContractApi.longs(api().batch(false, commands), "/publish/offset");
    }

    private List<String> versions(long... versions) {
        return LongStream.of(versions)
                .mapToObj(n -> "{\"publish\":"
                        + ContractApi.publishJson(
                                channel(), Long.toString(n), ",\"version\":" + n + ",\"version_epoch\":\"answer\"")
                        + "}")
                .toList();
    }

    @Test
    default void batch_parallel_repliesUnderItsCommand() {
        var channels = IntStream.range(0, 40)
                .mapToObj(n -> "session:" + UUID.randomUUID())
                .toList();
        channels.stream().limit(20).forEach(channel -> api().publish(channel, "0", ""));
        var replies = api().batch(
                        true,
                        channels.stream().map(each -> publishCommand(each, "1")).toList());
        assertThat(ContractApi.longs(replies, "/publish/offset"))
                .isEqualTo(IntStream.range(0, 40).mapToObj(n -> n < 20 ? 2L : 1).toList());
    }

    @Test
    default void batch_withBadCommands_repliesErrorOnlyToThem() {
        var replies = api().batch(
                        false,
                        List.of(
                                publishCommand(channel(), "1"),
                                publishCommand("other:a", "1"),
                                "{\"publish\":{\"channel\":\"" + channel() + "\"}}",
                                "{\"nothing\":{}}",
                                "{}",
                                "null",
                                publishCommand(channel(), "2")));
        assertThat(replies.valueStream().map(ContractApi::error)).containsExactly(0, 102, 107, 104, 104, 107, 0);
        assertThat(replies.at("/6/publish/offset").asInt()).isEqualTo(2);
    }

    @Test
    default void batch_badSyntaxAtEnd_publishesNothing() {
        var body = "{\"commands\":[" + publishCommand(channel(), "1") + ",{\"publish\":}]}";
        assertThat(api().post("/api/batch", body).statusCode()).isEqualTo(400);
        assertThat(api().history(channel(), "").at("/result/offset").asInt()).isZero();
    }
}
