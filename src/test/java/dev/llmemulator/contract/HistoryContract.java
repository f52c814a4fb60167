package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading the history of a channel, over the HTTP API and as a client. */
interface HistoryContract extends Contract {
    private String channelOfFive() {
        String channel = Contract.newChannel();
        for (var i = 1; i <= 5; i++) {
            api().publish(channel, Integer.toString(i));
        }
        return channel;
    }

    private List<Long> read(String channel, String more) {
        var result = api().history(channel, more).path("result");
        assertThat(result.path("offset").asLong()).as("top").isEqualTo(5);
        assertThat(result.path("epoch").asText()).isNotEmpty();
        return ContractApi.offsets(result.path("publications"));
    }

    @Test
    default void history_byLimit_readsOldestFirst() {
        var channel = channelOfFive();
        assertThat(read(channel, "")).isEmpty();
        assertThat(read(channel, ",\"limit\":2")).containsExactly(1L, 2L);
        assertThat(read(channel, ",\"limit\":-1")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(read(channel, ",\"limit\":99")).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    default void history_reverse_readsNewestFirst() {
        var channel = channelOfFive();
        assertThat(read(channel, ",\"limit\":2,\"reverse\":true")).containsExactly(5L, 4L);
        assertThat(read(channel, ",\"limit\":9,\"reverse\":true,\"since\":{\"offset\":3}"))
                .containsExactly(2L, 1L);
        assertThat(read(channel, ",\"limit\":9,\"reverse\":true,\"since\":{\"offset\":99}"))
                .containsExactly(5L, 4L, 3L, 2L, 1L);
    }

    @Test
    default void history_since_readsBeyond() {
        var channel = channelOfFive();
        assertThat(read(channel, ",\"limit\":-1,\"since\":{\"offset\":3}")).containsExactly(4L, 5L);
        assertThat(read(channel, ",\"limit\":1,\"since\":{\"offset\":3}")).containsExactly(4L);
        assertThat(read(channel, ",\"limit\":-1,\"since\":{\"offset\":5}")).isEmpty();
        assertThat(read(channel, ",\"limit\":-1,\"since\":{\"offset\":99}")).isEmpty();
    }

    @Test
    default void history_otherEpoch_repliesError112() {
        var reply = api().history(channelOfFive(), ",\"limit\":1,\"since\":{\"offset\":1,\"epoch\":\"other\"}");
        assertThat(error(reply)).isEqualTo(112);
    }

    @Test
    default void history_newChannel_isEmpty() {
        var result = api().history(Contract.newChannel(), ",\"limit\":-1").path("result");
        assertThat(result.path("publications")).isEmpty();
        assertThat(result.path("offset").asLong()).isZero();
        assertThat(result.path("epoch").asText()).isNotEmpty();
    }

    @Test
    default void clientHistory_subscribed_readsAsServerDoes() {
        var channel = channelOfFive();
        try (var client = connect()) {
            client.subscribe(2, channel);
            var since = Map.of("channel", channel, "limit", -1, "since", Map.of("offset", 3));
            var result = client.ask(3, "history", since).path("history");
            assertThat(ContractApi.offsets(result.path("publications"))).containsExactly(4L, 5L);
            assertThat(result.path("offset").asLong()).isEqualTo(5);
        }
    }

    @Test
    default void clientHistory_overLimit_isCapped() {
        String channel = Contract.newChannel();
        var commands = Collections.nCopies(180, ContractApi.publishCommand(channel, "1"));
        api().batch(false, commands);
        try (var client = connect()) {
            client.subscribe(2, channel);
            var reply = client.ask(3, "history", Map.of("channel", channel, "limit", -1));
            assertThat(reply.path("history").path("publications")).hasSize(150);
        }
    }

    @Test
    default void clientHistory_notSubscribed_repliesError103() {
        try (var client = connect()) {
            var reply = client.ask(2, "history", Map.of("channel", channelOfFive(), "limit", -1));
            assertThat(error(reply)).isEqualTo(103);
        }
    }
}
