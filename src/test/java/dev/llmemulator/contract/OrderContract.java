package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
            for (var i = 1; i <= count; i++) {
                api().publish(channel, Integer.toString(i));
            }
        });
    }

    private static void await(Stream<CompletableFuture<Void>> tasks) throws Exception {
        CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);
    }

    @Test
    default void publications_ofManyChannelsAtOnce_keepOrderInEach() throws Exception {
        var count = 100;
        List<String> channels =
                IntStream.range(0, 8).mapToObj(i -> Contract.newChannel()).toList();
        try (var client = connect()) {
            for (var i = 0; i < channels.size(); i++) {
                client.subscribe(i + 2, channels.get(i));
            }
            await(channels.stream().map(channel -> publishing(channel, count)));
            for (String channel : channels) {
                var publications = client.awaitPublications(channel, count);
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
        try (var client = connect()) {
            client.subscribe(2, channel);
            await(IntStream.range(0, 6).mapToObj(i -> publishing(channel, 25)));
            var pushed = client.awaitPublications(channel, 150);
            var kept = api().history(channel, ",\"limit\":-1").path("result").path("publications");
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
        var large = "\"" + "x".repeat(60_000) + "\"";
        var batch = Collections.nCopies(5, ContractApi.publishCommand(channel, large));
        try (var stalled = connect();
                var quick = connect()) {
            stalled.subscribe(2, channel);
            quick.subscribe(2, channel);
            stalled.stopReading();
            // 12 MB, more than the kernel keeps for a connection; in portions that a reader can keep up with.
            for (var i = 0; i < 40; i++) {
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
        for (var round = 0; round < 10; round++) {
            String channel = Contract.newChannel();
            var count = 60;
            var publishing = publishing(channel, count);
            try (var client = connect()) {
                var result = client.recover(2, channel, "", 0);
                assertThat(result.path("recovered").asBoolean()).isTrue();
                var offsets = new ArrayList<Long>(ContractApi.offsets(result.path("publications")));
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
