package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The server's pings and the client's pongs. */
interface HeartbeatContract extends Contract {
    @Test
    default void ping_first_comesAfterHalfToWholeInterval() {
        try (var client = connectToHasty()) {
            var startNs = System.nanoTime();
            client.awaitPing();
            // A lower bound only: an upper one would measure the machine.
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    default void pong_toEachPing_keepsConnectionOpen() {
        try (var client = connectToHasty()) {
            for (var i = 0; i < 3; i++) {
                client.awaitPing();
                client.send("{}");
            }
            client.assertNothingPending(2);
        }
    }

    @Test
    default void pong_missing_closes3012() {
        try (var client = connectToHasty()) {
            assertThat(client.awaitClose()).isEqualTo("3012 no pong");
        }
    }

    @Test
    default void pong_unasked_closes3501() {
        client().send("{}");
        assertThat(client().awaitClose()).startsWith("3501 ");
    }

    @Test
    default void pong_secondToOnePing_closes3501() {
        try (var client = connectToHasty()) {
            client.awaitPing();
            client.send("{}");
            client.send("{}");
            assertThat(client.awaitClose()).startsWith("3501 ");
        }
    }
}
