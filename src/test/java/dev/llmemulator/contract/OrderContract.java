package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Order and completeness while many publish and subscribe at once. */
interface OrderContract extends Contract {
    private CompletableFuture<Void> publishing(String channel, int count) {
        return CompletableFuture.runAsync(() -> {
            for (var i = 1; i <= count; i++) {
                api().publish(channel, Integer.toString(i), "");
            }
        });
    }

    private static void await(Stream<CompletableFuture<Void>> tasks) throws Exception {
        CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);
    }

    private static List<Long> upTo(long count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    @Test
    default void publications_ofManyChannelsAtOnce_keepOrderInEach() throws Exception {
        var channels = IntStream.range(0, 8)
                .mapToObj(i -> "session:" + UUID.randomUUID())
                .toList();
        for (var i = 0; i < channels.size(); i++) {
            client().subscribe(i + 2, channels.get(i));
        }
        await(channels.stream().map(channel -> publishing(channel, 100)));
        for (var channel : channels) {
            var publications = client().awaitPublications(channel, 100);
            assertThat(ContractApi.longs(publications, "/offset")).isEqualTo(upTo(100));
            assertThat(ContractApi.longs(publications, "/data")).isEqualTo(upTo(100));
        }
    }

    @Test
    default void publications_ofOneChannelAtOnce_arePushedInHistoryOrder() throws Exception {
        client().subscribe(2, channel());
        await(IntStream.range(0, 6).mapToObj(i -> publishing(channel(), 25)));
        var pushed = client().awaitPublications(channel(), 150);
        var kept = api().history(channel(), ",\"limit\":-1").at("/result/publications");
        assertThat(ContractApi.longs(pushed, "/offset")).isEqualTo(upTo(150));
        assertThat(ContractApi.longs(pushed, "/data")).isEqualTo(ContractApi.longs(kept, "/data"));
    }

    @Test
    default void subscriber_thatStopsReading_isCutOffAndHoldsUpNobody() {
        var large = "\"" + "x".repeat(60_000) + "\"";
        var batch = Collections.nCopies(5, ContractApi.publishCommand(channel(), large));
        try (var stalled = connect(Jwts.connection())) {
            stalled.subscribe(2, channel());
            client().subscribe(2, channel());
            stalled.stopReading();
            // 12 MB, more than the kernel keeps for a connection; in portions that a reader can keep up with.
            for (var i = 0; i < 40; i++) {
                api().batch(false, batch);
                client().awaitPublications(channel(), batch.size());
            }
            stalled.read();
            // The close frame itself may have found no room.
            assertThat(stalled.awaitClose()).containsPattern("^(3008|1006) ");
        }
    }

    @RepeatedTest(10)
    default void recovery_whilePublishing_hasNoGapAndNoDouble() throws Exception {
        var count = 60;
        var publishing = publishing(channel(), count);
        var result = client().recover(2, channel(), "", 0);
        assertThat(result.path("recovered").asBoolean()).isTrue();
        var offsets = new ArrayList<>(ContractApi.longs(result.path("publications"), "/offset"));
        publishing.get(40, TimeUnit.SECONDS);
        offsets.addAll(ContractApi.longs(client().awaitPublications(channel(), count - offsets.size()), "/offset"));
        assertThat(offsets).isEqualTo(upTo(count));
        client().assertNothingPending(3);
    }
}
