package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.Waiting;
import dev.llmemulator.standin.ServerLimits;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coming back to a channel and getting the missed publications. */
interface RecoveryContract extends Contract {
    /** Publishes 1, 2, 3, … and returns the channel's epoch. */
    private String publish(ServerLimits limits, int count) {
        var commands = LongStream.rangeClosed(1, count)
                .mapToObj(n -> ContractApi.publishCommand(channel(), Long.toString(n)))
                .toList();
        return api(server(limits)).batch(false, commands).at("/0/publish/epoch").asText();
    }

    private JsonNode recover(ServerLimits limits, String epoch, long offset) {
        try (var client = ContractClient.connect(server(limits).webSocketUrl(), Jwts.connection())) {
            return client.recover(2, channel(), epoch, offset);
        }
    }

    private static void assertRecovered(JsonNode result, long from, long to) {
        assertThat(result.path("recovered").asBoolean())
                .as("recovered in %s", result)
                .isTrue();
        assertThat(result.path("was_recovering").asBoolean()).isTrue();
        var expected = LongStream.rangeClosed(from, to).boxed().toList();
        assertThat(result.has("publications")).isEqualTo(!expected.isEmpty());
        assertThat(ContractApi.longs(result.path("publications"), "/offset")).isEqualTo(expected);
        assertThat(ContractApi.longs(result.path("publications"), "/data")).isEqualTo(expected);
        assertThat(result.path("offset").asLong()).as("the client's own offset").isEqualTo(from - 1);
    }

    private static void assertLost(JsonNode result, String epoch, long top) {
        assertThat(result.has("recovered")).as("recovered in %s", result).isFalse();
        assertThat(result.has("publications")).isFalse();
        assertThat(result.path("was_recovering").asBoolean()).isTrue();
        assertThat(result.path("offset").asLong()).isEqualTo(top);
        assertThat(result.path("epoch").asText()).isEqualTo(epoch);
    }

    // 200 are kept, 51 to 250, of which a recovery returns 150.
    @ParameterizedTest
    @CsvSource({"5, true, 2", "5, false, 0", "0, false, 0", "5, true, 5", "250, true, 100"})
    default void recover_whatIsKept_replaysRest(int published, boolean tellsEpoch, long offset) {
        var epoch = publish(CALM, published);
        assertRecovered(recover(CALM, tellsEpoch ? epoch : "", offset), offset + 1, published);
    }

    @ParameterizedTest
    @CsvSource({"5, other, 5", "5, EPOCH, 6", "5, EPOCH, 9223372036854775807", "250, EPOCH, 99"})
    default void recover_otherEpochOrBeyondTopOrMoreThanRecoveryLimit_failsAndTellsTop(
            int published, String told, long offset) {
        var epoch = publish(CALM, published);
        assertLost(recover(CALM, told.replace("EPOCH", epoch), offset), epoch, published);
    }

    @Test
    default void recover_trimmedPosition_fails() {
        var epoch = publish(HASTY, 8);
        assertRecovered(recover(HASTY, epoch, 3), 4, 8);
        assertLost(recover(HASTY, epoch, 2), epoch, 8);
        assertLost(recover(HASTY, epoch, 0), epoch, 8);
    }

    @Test
    default void history_afterItsTtl_isGoneButTopAndEpochStay() {
        var epoch = publish(HASTY, 3);
        var api = api(server(HASTY));
        Waiting.until(
                "the end of the history",
                Duration.ofSeconds(20),
                () -> api.history(channel(), ",\"limit\":-1")
                        .at("/result/publications")
                        .isEmpty());
        assertLost(recover(HASTY, epoch, 1), epoch, 3);
        assertThat(recover(HASTY, epoch, 3).path("recovered").asBoolean()).isTrue();
        assertThat(api.publish(channel(), "4", "").at("/result/offset").asLong())
                .isEqualTo(4);
    }

    @Test
    default void recover_thenPublications_goOnWithoutGap() {
        var epoch = publish(CALM, 3);
        assertRecovered(client().recover(2, channel(), epoch, 1), 2, 3);
        publish("4");
        assertThat(nextOffset()).isEqualTo(4);
    }

    @Test
    default void recover_afterDrop_missesNothing() {
        var epoch = client().subscribe(2, channel()).path("epoch").asText();
        publish("1");
        client().awaitPublication(channel());
        client().close();
        publish("2");
        publish("3");
        assertRecovered(recover(CALM, epoch, 1), 2, 3);
    }
}
