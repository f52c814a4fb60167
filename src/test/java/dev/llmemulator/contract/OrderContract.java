package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Order and completeness while many publish and subscribe at once. */
interface OrderContract extends Contract {

    private CompletableFuture<Void> publishing(String channel, int count) {
        return CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= count; i++) {
                api().publish(channel, Integer.toString(i));
            }
        });
    }

    private static void await(Stream<CompletableFuture<Void>> tasks) throws Exception {
        CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);
    }

    @Test
    default void publications_ofManyChannelsAtOnce_keepOrderInEach() throws Exception {
        int count = 100;
        List<String> channels =
                IntStream.range(0, 8).mapToObj(i -> Contract.newChannel()).toList();
        try (ContractClient client = connect()) {
            for (int i = 0; i < channels.size(); i++) {
                client.subscribe(i + 2, channels.get(i));
            }
            await(channels.stream().map(channel -> publishing(channel, count)));
            for (String channel : channels) {
                List<JsonNode> publications = client.awaitPublications(channel, count);
                assertThat(publications.stream().map(each -> each.path("offset").asLong()))
                        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
                assertThat(publications.stream().map(each -> each.path("data").asLong()))
                        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
            }
        }
    }

    @Test
    default void publications_ofOneChannelAtOnce_arePushedInHistoryOrder() throws Exception {
        String channel = Contract.newChannel();
        try (ContractClient client = connect()) {
            client.subscribe(2, channel);
            await(IntStream.range(0, 6).mapToObj(i -> publishing(channel, 25)));
            List<JsonNode> pushed = client.awaitPublications(channel, 150);
            JsonNode kept =
                    api().history(channel, ",\"limit\":-1").path("result").path("publications");
            assertThat(pushed.stream().map(each -> each.path("offset").asLong()))
                    .isEqualTo(LongStream.rangeClosed(1, 150).boxed().toList());
            assertThat(pushed.stream().map(each -> each.path("data").asInt()).toList())
                    .isEqualTo(kept.valueStream()
                            .map(each -> each.path("data").asInt())
                            .toList());
        }
    }

    @Test
    default void subscriber_thatStopsReading_isCutOffAndHoldsUpNobody() {
        String channel = Contract.newChannel();
        String large = "\"" + "x".repeat(60_000) + "\"";
        List<String> batch = Collections.nCopies(5, ContractApi.publishCommand(channel, large));
        try (ContractClient stalled = connect();
                ContractClient quick = connect()) {
            stalled.subscribe(2, channel);
            quick.subscribe(2, channel);
            stalled.stopReading();
            // 12 MB, more than the kernel keeps for a connection; in portions that a reader can keep up with.
            for (int i = 0; i < 40; i++) {
                api().batch(false, batch);
                quick.awaitPublications(channel, batch.size());
            }
            stalled.read();
            // The close frame itself may have found no room.
            assertThat(stalled.awaitClose().code()).isIn(3008, 1006);
        }
    }

    @Test
    default void recovery_whilePublishing_hasNoGapAndNoDouble() throws Exception {
        for (int round = 0; round < 10; round++) {
            String channel = Contract.newChannel();
            int count = 60;
            CompletableFuture<Void> publishing = publishing(channel, count);
            try (ContractClient client = connect()) {
                JsonNode result = client.recover(2, channel, "", 0);
                assertThat(result.path("recovered").asBoolean()).isTrue();
                List<Long> offsets = new ArrayList<>(ContractApi.offsets(result.path("publications")));
                publishing.get(40, TimeUnit.SECONDS);
                client.awaitPublications(channel, count - offsets.size())
                        .forEach(each -> offsets.add(each.path("offset").asLong()));
                assertThat(offsets)
                        .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
                client.assertNothingPending(3);
            }
        }
    }
}
