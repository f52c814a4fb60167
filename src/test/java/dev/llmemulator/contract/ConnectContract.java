package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.contract.ContractClient.Close;
import dev.llmemulator.load.client.Commands;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connecting, staying connected, and being disconnected. */
interface ConnectContract extends Contract {
    private Close connectForClose(String jwt) {
        try (var client = open()) {
            client.send(Commands.connect(1, jwt));
            return client.awaitClose();
        }
    }

    private JsonNode connectForReply(String jwt) {
        try (var client = open()) {
            client.send(Commands.connect(1, jwt));
            return client.awaitReply(1);
        }
    }

    private Close refreshForClose(String jwt) {
        try (var client = connect()) {
            client.send(refreshCommand(jwt));
            return client.awaitClose();
        }
    }

    private static String refreshCommand(String jwt) {
        return ContractClient.command(2, "refresh", Map.of("token", jwt));
    }

    private static JWTCreator.Builder claims() {
        return JWT.create().withSubject(Jwts.USER);
    }

    @Test
    default void connect_goodJwt_tellsClientAndPing() {
        var connect = connectForReply(Jwts.connection()).path("connect");
        assertThat(connect.path("client").asText()).hasSize(36);
        assertThat(connect.path("version").asText()).startsWith("6.9.6");
        assertThat(connect.path("ping").asInt()).isEqualTo(25);
        assertThat(connect.path("pong").asBoolean()).isTrue();
        assertThat(connect.has("expires")).isFalse();
    }

    @Test
    default void connect_jwtThatExpires_tellsWhen() {
        var connect = connectForReply(Jwts.connection(Jwts.USER, Instant.now().plusSeconds(60)))
                .path("connect");
        assertThat(connect.path("expires").asBoolean()).isTrue();
        assertThat(connect.path("ttl").asInt()).isBetween(50, 60);
    }

    @Test
    default void connect_jwtToBeUsedSoon_lastsForEver() {
        var jwt =
                Jwts.sign(claims().withExpiresAt(Instant.now().plusSeconds(60)).withClaim("expire_at", 0));
        var connect = connectForReply(jwt).path("connect");
        assertThat(connect.path("client").asText()).isNotEmpty();
        assertThat(connect.has("expires")).isFalse();
        assertThat(connect.has("ttl")).isFalse();
    }

    @Test
    default void connect_expiryThatIsNoNumber_closes3500() {
        assertThat(connectForClose(Jwts.sign(claims().withClaim("expire_at", "soon")))
                        .code())
                .isEqualTo(3500);
    }

    @Test
    default void connect_jwtWithoutUser_isLetIn() {
        assertThat(connectForReply(Jwts.sign(JWT.create())).has("connect")).isTrue();
    }

    @Test
    default void connect_jwtIssuedInFuture_isLetIn() {
        var jwt = Jwts.sign(claims().withIssuedAt(Instant.now().plusSeconds(1000)));
        assertThat(connectForReply(jwt).has("connect")).isTrue();
    }

    @Test
    default void connect_expiredJwt_repliesError109AndDropsLater() {
        try (var client = open()) {
            client.send(
                    Commands.connect(1, Jwts.connection(Jwts.USER, Instant.now().minusSeconds(10))));
            assertThat(error(client.awaitReply(1))).isEqualTo(109);
            client.send(ContractClient.command(2, "subscribe", Map.of("channel", "session:a")));
            assertThat(client.awaitClose(Duration.ofSeconds(20)).code()).isNotZero();
        }
    }

    @Test
    default void connect_jwtNotYetValid_repliesError109() {
        var jwt = Jwts.sign(claims().withNotBefore(Instant.now().plusSeconds(1000)));
        assertThat(error(connectForReply(jwt))).isEqualTo(109);
    }

    @Test
    default void connect_wrongSignature_closes3500() {
        assertThat(connectForClose(Jwts.signWrongly(claims()))).isEqualTo(new Close(3500, "invalid token"));
    }

    @Test
    default void connect_noSignature_closes3500() {
        assertThat(connectForClose(claims().sign(Algorithm.none())).code()).isEqualTo(3500);
    }

    @Test
    default void connect_textThatIsNoJwt_closes3500() {
        assertThat(connectForClose("no-jwt").code()).isEqualTo(3500);
    }

    @Test
    default void connect_subscriptionJwt_closes3500() {
        assertThat(connectForClose(Jwts.subscription("session:a")).code()).isEqualTo(3500);
    }

    @Test
    default void connect_withoutJwt_closes3501() {
        assertThat(connectForClose("")).isEqualTo(new Close(3501, "bad request"));
    }

    @Test
    default void connect_second_closes3501() {
        try (var client = connect()) {
            client.send(Commands.connect(2, Jwts.connection()));
            assertThat(client.awaitClose().code()).isEqualTo(3501);
        }
    }

    @Test
    default void connect_never_closes3502() {
        try (var client = ContractClient.open(hasty().webSocketUrl())) {
            assertThat(client.awaitClose()).isEqualTo(new Close(3502, "stale"));
        }
    }

    @Test
    default void connect_withSubscribeInSameFrame_answersBothInOrder() {
        String channel = Contract.newChannel();
        try (var client = open()) {
            var request = Map.of("channel", channel, "token", Jwts.subscription(channel), "flag", 1);
            var subscribe = ContractClient.command(2, "subscribe", request);
            client.send(Commands.connect(1, Jwts.connection()) + "\n" + subscribe + "\n");
            assertThat(client.awaitReply(1).has("connect")).isTrue();
            assertThat(client.awaitReply(2).has("subscribe")).isTrue();
        }
    }

    @Test
    default void connection_expiredWithoutRefresh_closes3005() {
        var jwt = Jwts.connection(Jwts.USER, Instant.now().plusSeconds(2));
        try (var client = connect(jwt)) {
            assertThat(client.awaitClose()).isEqualTo(new Close(3005, "connection expired"));
        }
    }

    @Test
    default void refresh_goodJwt_tellsNewExpiry() {
        try (var client = connect()) {
            client.send(refreshCommand(Jwts.connection(Jwts.USER, Instant.now().plusSeconds(60))));
            var refresh = client.awaitReply(2).path("refresh");
            assertThat(refresh.path("expires").asBoolean()).isTrue();
            assertThat(refresh.path("ttl").asInt()).isBetween(50, 60);
        }
    }

    @Test
    default void refresh_inTime_keepsConnectionOpen() {
        var jwt = Jwts.connection(Jwts.USER, Instant.now().plusSeconds(2));
        try (var client = connect(jwt)) {
            var startNs = System.nanoTime();
            client.send(refreshCommand(Jwts.connection(Jwts.USER, Instant.now().plusSeconds(6))));
            assertThat(client.awaitReply(2).has("refresh")).isTrue();
            assertThat(client.awaitClose(Duration.ofSeconds(20)).code()).isEqualTo(3005);
            // Without the refresh the end would have come after three seconds at most.
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThan(Duration.ofSeconds(4));
        }
    }

    @Test
    default void refresh_jwtWithoutExpiry_repliesWithoutTtl() {
        try (var client = connect()) {
            client.send(refreshCommand(Jwts.connection()));
            assertThat(client.awaitReply(2).path("refresh").isEmpty()).isTrue();
        }
    }

    @Test
    default void refresh_expiredJwt_closes3005() {
        assertThat(refreshForClose(Jwts.connection(Jwts.USER, Instant.now().minusSeconds(10)))
                        .code())
                .isEqualTo(3005);
    }

    @Test
    default void refresh_wrongSignature_closes3500() {
        assertThat(refreshForClose(Jwts.signWrongly(claims())).code()).isEqualTo(3500);
    }

    @Test
    default void refresh_otherUser_closes3500() {
        assertThat(refreshForClose(Jwts.connection("somebody", Instant.now().plusSeconds(60)))
                        .code())
                .isEqualTo(3500);
    }

    @Test
    default void refresh_withoutJwt_closes3501() {
        assertThat(refreshForClose("").code()).isEqualTo(3501);
    }

    @Test
    default void server_stops_closes3001() {
        var server = ownServer(ServerSettings.CALM);
        try (var client = ContractClient.connect(server.webSocketUrl())) {
            server.stop();
            assertThat(client.awaitClose()).isEqualTo(new Close(3001, "shutdown"));
        } finally {
            server.stop();
        }
    }
}
