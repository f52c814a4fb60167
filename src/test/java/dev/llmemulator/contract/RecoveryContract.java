package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Coming back to a channel and getting the missed publications. */
interface RecoveryContract extends Contract {
    /** Publishes 1, 2, 3, … and returns the channel's epoch. */
    private String publish(ServerUnderTest server, String channel, int count) {
        var api = api(server);
        List<String> commands = LongStream.rangeClosed(1, count)
                .mapToObj(n -> ContractApi.publishCommand(channel, Long.toString(n)))
                .toList();
        var replies = api.batch(false, commands);
        return replies.path(0).path("publish").path("epoch").asText();
    }

    private JsonNode recover(ServerUnderTest server, String channel, String epoch, long offset) {
        try (var client = ContractClient.connect(server.webSocketUrl())) {
            return client.recover(2, channel, epoch, offset);
        }
    }

    private static void assertRecovered(JsonNode result, long from, long to) {
        assertThat(result.path("recovered").asBoolean())
                .as("recovered in %s", result)
                .isTrue();
        assertThat(result.path("was_recovering").asBoolean()).isTrue();
        assertThat(ContractApi.offsets(result.path("publications")))
                .isEqualTo(LongStream.rangeClosed(from, to).boxed().toList());
        assertThat(result.path("publications")
                        .valueStream()
                        .map(each -> each.path("data").asLong()))
                .isEqualTo(LongStream.rangeClosed(from, to).boxed().toList());
        assertThat(result.path("offset").asLong()).as("the client's own offset").isEqualTo(from - 1);
    }

    private static void assertLost(JsonNode result, long top) {
        assertThat(result.has("recovered")).as("recovered in %s", result).isFalse();
        assertThat(result.has("publications")).isFalse();
        assertThat(result.path("was_recovering").asBoolean()).isTrue();
        assertThat(result.path("offset").asLong()).isEqualTo(top);
    }

    @Test
    default void recover_middleOfHistory_replaysRest() {
        String channel = Contract.newChannel();
        var epoch = publish(calm(), channel, 5);
        assertRecovered(recover(calm(), channel, epoch, 2), 3, 5);
    }

    @Test
    default void recover_offsetZeroWithoutEpoch_replaysAll() {
        String channel = Contract.newChannel();
        publish(calm(), channel, 5);
        assertRecovered(recover(calm(), channel, "", 0), 1, 5);
    }

    @Test
    default void recover_newChannelFromZero_succeedsWithNothing() {
        var result = recover(calm(), Contract.newChannel(), "", 0);
        assertThat(result.path("recovered").asBoolean()).isTrue();
        assertThat(result.has("publications")).isFalse();
    }

    @Test
    default void recover_top_succeedsWithNothing() {
        String channel = Contract.newChannel();
        var epoch = publish(calm(), channel, 5);
        var result = recover(calm(), channel, epoch, 5);
        assertThat(result.path("recovered").asBoolean()).isTrue();
        assertThat(result.has("publications")).isFalse();
        assertThat(result.path("offset").asLong()).isEqualTo(5);
    }

    @Test
    default void recover_otherEpoch_failsAndTellsTop() {
        String channel = Contract.newChannel();
        var epoch = publish(calm(), channel, 5);
        var result = recover(calm(), channel, "other", 5);
        assertLost(result, 5);
        assertThat(result.path("epoch").asText()).isEqualTo(epoch);
    }

    @Test
    default void recover_beyondTop_fails() {
        String channel = Contract.newChannel();
        var epoch = publish(calm(), channel, 5);
        assertLost(recover(calm(), channel, epoch, 6), 5);
        assertLost(recover(calm(), channel, epoch, Long.MAX_VALUE), 5);
    }

    @Test
    default void recover_oldestKept_replaysAllThatIsKept() {
        String channel = Contract.newChannel();
        var epoch = publish(calm(), channel, 250);
        // 200 are kept, 51 to 250, of which a recovery returns 150.
        assertRecovered(recover(calm(), channel, epoch, 100), 101, 250);
    }

    @Test
    default void recover_moreThanRecoveryLimit_fails() {
        String channel = Contract.newChannel();
        var epoch = publish(calm(), channel, 250);
        assertLost(recover(calm(), channel, epoch, 99), 250);
    }

    @Test
    default void recover_trimmedPosition_fails() {
        String channel = Contract.newChannel();
        var epoch = publish(hasty(), channel, 8);
        assertRecovered(recover(hasty(), channel, epoch, 3), 4, 8);
        assertLost(recover(hasty(), channel, epoch, 2), 8);
        assertLost(recover(hasty(), channel, epoch, 0), 8);
    }

    @Test
    default void history_afterItsTtl_isGoneButTopAndEpochStay() {
        String channel = Contract.newChannel();
        var epoch = publish(hasty(), channel, 3);
        var endNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!api(hasty())
                .history(channel, ",\"limit\":-1")
                .path("result")
                .path("publications")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("history expires in time").isLessThan(endNs);
            LockSupport.parkNanos(100_000_000);
        }
        assertLost(recover(hasty(), channel, epoch, 1), 3);
        assertThat(recover(hasty(), channel, epoch, 3).path("recovered").asBoolean())
                .isTrue();
        assertThat(api(hasty())
                        .publish(channel, "4")
                        .path("result")
                        .path("offset")
                        .asLong())
                .isEqualTo(4);
    }

    @Test
    default void recover_thenPublications_goOnWithoutGap() {
        String channel = Contract.newChannel();
        var epoch = publish(calm(), channel, 3);
        try (var client = connect()) {
            assertRecovered(client.recover(2, channel, epoch, 1), 2, 3);
            api().publish(channel, "4");
            assertThat(client.awaitPublication(channel).path("offset").asLong()).isEqualTo(4);
        }
    }

    @Test
    default void recover_afterDrop_missesNothing() {
        String channel = Contract.newChannel();
        String epoch;
        try (var client = connect()) {
            epoch = client.subscribe(2, channel).path("epoch").asText();
            api().publish(channel, "1");
            client.awaitPublication(channel);
        }
        api().publish(channel, "2");
        api().publish(channel, "3");
        assertRecovered(recover(calm(), channel, epoch, 1), 2, 3);
    }
}
