package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.load.client.Commands;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connecting, staying connected by pings and pongs, and being disconnected. */
interface ConnectContract extends Contract {
    private JsonNode connectForReply(String claims) {
        try (var client = open()) {
            client.send(Commands.connect(1, Jwts.good(claims)));
            return client.awaitReply(1).path("connect");
        }
    }

    private static String refreshCommand(String jwt) {
        return ContractClient.command(2, "refresh", Map.of("token", jwt));
    }

    @Test
    default void connect_goodJwt_tellsClientAndPing() {
        var connect = connectForReply("{'sub':'user-1','iat':NOW+0}");
        assertThat(connect.path("client").asText()).hasSize(36);
        assertThat(connect.path("version").asText()).startsWith("6.9.6");
        assertThat(connect.path("ping").asInt()).isEqualTo(25);
        assertThat(connect.path("pong").asBoolean()).isTrue();
        assertThat(connect.has("expires")).isFalse();
    }

    @Test
    default void connect_jwtThatExpires_tellsWhen() {
        var connect = connectForReply("{'sub':'user-1','exp':NOW+60}");
        assertThat(connect.path("expires").asBoolean()).isTrue();
        assertThat(connect.path("ttl").asInt()).isBetween(50, 60);
    }

    @Test
    default void connect_jwtToBeUsedSoon_lastsForEver() {
        var connect = connectForReply("{'sub':'user-1','exp':NOW+60,'expire_at':0}");
        assertThat(connect.path("client").asText()).isNotEmpty();
        assertThat(connect.has("expires")).isFalse();
        assertThat(connect.has("ttl")).isFalse();
    }

    @Test
    default void connect_jwtThatExpiresInTheFarFuture_lastsForAYear() {
        var connect = connectForReply("{'sub':'user-1','expire_at':9223372036854775807}");
        assertThat(connect.path("expires").asBoolean()).isTrue();
        assertThat(connect.path("ttl").asLong()).isEqualTo(365 * 24 * 3600);
    }

    @Test
    default void refresh_jwtThatExpiresInTheFarFuture_lastsForAYear() {
        client().send(refreshCommand(Jwts.good("{'sub':'user-1','expire_at':9223372036854775807}")));
        assertThat(client().awaitReply(2).at("/refresh/ttl").asLong()).isEqualTo(365 * 24 * 3600);
        client().assertNothingPending(3);
    }

    @Test
    default void refresh_whatTheJwtOpensIsOver_repliesError110() {
        client().send(refreshCommand(Jwts.good("{'sub':'user-1','expire_at':NOW-10}")));
        assertThat(client().awaitOutcome(2)).isEqualTo("110");
        client().assertNothingPending(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # without a user, issued in the future
            good  | {}                                     | connect
            good  | {"sub":"user-1","iat":NOW+1000}        | connect
            # not yet valid
            good  | {"sub":"user-1","nbf":NOW+1000}        | 109
            # with an expiry that is no number, or not a whole one of 64 bits
            good  | {"sub":"user-1","expire_at":"soon"}    | 3500 invalid token
            good  | {"sub":"user-1","expire_at":1.5}       | 3500 invalid token
            good  | {"sub":"user-1","expire_at":1e999}     | 3500 invalid token
            good  | {"sub":"user-1","expire_at":1e3}       | 3500 invalid token
            good  | {"sub":"user-1","expire_at":9223372036854775808} | 3500 invalid token
            good  | {"sub":"user-1","exp":1e999}           | 3500 invalid token
            good  | {"sub":"user-1","nbf":1e999}           | 3500 invalid token
            # over, before now, and negative
            good  | {"sub":"user-1","expire_at":NOW-10}    | 110
            good  | {"sub":"user-1","exp":NOW+60,"expire_at":NOW-10} | 110
            good  | {"sub":"user-1","expire_at":-10}       | connect
            wrong | {"sub":"user-1"}                       | 3500 invalid token
            none  | {"sub":"user-1"}                       | 3500 invalid token
            # for a subscription
            good  | {"sub":"user-1","channel":"session:a"} | 3500 invalid token
            raw   | no-jwt                                 | 3500 invalid token
            raw   | ``                                     | 3501 bad request
            """)
    default void connect_anyJwt_hasItsOutcome(String signature, String claims, String outcome) {
        try (var client = open()) {
            client.send(Commands.connect(1, Jwts.sign(signature, claims)));
            assertThat(client.awaitOutcome(1)).isEqualTo(outcome);
        }
    }

    @Test
    default void connect_expiredJwt_repliesError109AndDropsLater() {
        try (var client = open()) {
            client.send(Commands.connect(1, Jwts.good("{'sub':'user-1','exp':NOW-10}")));
            assertThat(client.awaitOutcome(1)).isEqualTo("109");
            client.send(ContractClient.command(2, "subscribe", Map.of("channel", "session:a")));
            assertThat(client.awaitClose(Duration.ofSeconds(20))).doesNotStartWith("0");
        }
    }

    @Test
    default void connect_second_closes3501() {
        client().send(Commands.connect(2, Jwts.connection()));
        assertThat(client().awaitClose()).startsWith("3501 ");
    }

    @Test
    default void connect_never_closes3502() {
        try (var client = ContractClient.open(server(HASTY).webSocketUrl())) {
            assertThat(client.awaitClose()).isEqualTo("3502 stale");
        }
    }

    @Test
    default void connect_withSubscribeInSameFrame_answersBothInOrder() {
        try (var client = open()) {
            var request = Map.of("channel", channel(), "token", Jwts.subscription(channel()), "flag", 1);
            var subscribe = ContractClient.command(2, "subscribe", request);
            client.send(Commands.connect(1, Jwts.connection()) + "\n" + subscribe + "\n");
            assertThat(client.awaitReply(1).has("connect")).isTrue();
            assertThat(client.awaitReply(2).has("subscribe")).isTrue();
        }
    }

    @Test
    default void connection_expiredWithoutRefresh_closes3005() {
        try (var client = connect(Jwts.good("{'sub':'user-1','exp':NOW+2}"))) {
            assertThat(client.awaitClose()).isEqualTo("3005 connection expired");
        }
    }

    @Test
    default void refresh_goodJwt_tellsNewExpiry() {
        client().send(refreshCommand(Jwts.good("{'sub':'user-1','exp':NOW+60}")));
        var refresh = client().awaitReply(2).path("refresh");
        assertThat(refresh.path("expires").asBoolean()).isTrue();
        assertThat(refresh.path("ttl").asInt()).isBetween(50, 60);
    }

    @Test
    default void refresh_inTime_keepsConnectionOpen() {
        try (var client = connect(Jwts.good("{'sub':'user-1','exp':NOW+2}"))) {
            var startNs = System.nanoTime();
            client.send(refreshCommand(Jwts.good("{'sub':'user-1','exp':NOW+6}")));
            assertThat(client.awaitReply(2).has("refresh")).isTrue();
            assertThat(client.awaitClose(Duration.ofSeconds(20))).startsWith("3005 ");
            // Without the refresh the end would have come after three seconds at most.
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThan(Duration.ofSeconds(4));
        }
    }

    @Test
    default void refresh_jwtWithoutExpiry_repliesWithoutTtl() {
        client().send(refreshCommand(Jwts.connection()));
        assertThat(client().awaitReply(2).path("refresh").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            good  | {"sub":"user-1","exp":NOW-10}   | 3005 connection expired
            wrong | {"sub":"user-1"}                | 3500 invalid token
            good  | {"sub":"somebody","exp":NOW+60} | 3500 invalid token
            raw   | ``                              | 3501 bad request
            """)
    default void refresh_badJwt_closes(String signature, String claims, String close) {
        client().send(refreshCommand(Jwts.sign(signature, claims)));
        assertThat(client().awaitClose()).isEqualTo(close);
    }

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

    @Test
    default void server_stops_closes3001() {
        try (var server = start(CALM);
                var client = ContractClient.connect(server.webSocketUrl(), Jwts.connection())) {
            server.stop().run();
            assertThat(client.awaitClose()).isEqualTo("3001 shutdown");
        }
    }
}
