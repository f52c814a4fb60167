package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.contract.ContractClient.Close;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How a client is let in, stays in, and is sent away. */
interface ConnectContract extends Contract {
    private Close connectForClose(String token) {
        try (var client = open()) {
            client.send(connectCommand(token));
            return client.awaitClose();
        }
    }

    private JsonNode connectForReply(String token) {
        try (var client = open()) {
            client.send(connectCommand(token));
            return client.awaitReply(1);
        }
    }

    private Close refreshForClose(String token) {
        try (var client = connect()) {
            client.send(refreshCommand(token));
            return client.awaitClose();
        }
    }

    private static String connectCommand(String token) {
        return "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}";
    }

    private static String refreshCommand(String token) {
        return "{\"id\":2,\"refresh\":{\"token\":\"" + token + "\"}}";
    }

    private static JWTCreator.Builder claims() {
        return JWT.create().withSubject(Jwts.USER);
    }

    @Test
    default void connect_goodToken_tellsClientAndPing() {
        var connect = connectForReply(Jwts.connection()).path("connect");
        assertThat(connect.path("client").asText()).hasSize(36);
        assertThat(connect.path("version").asText()).startsWith("6.9.6");
        assertThat(connect.path("ping").asInt()).isEqualTo(25);
        assertThat(connect.path("pong").asBoolean()).isTrue();
        assertThat(connect.has("expires")).isFalse();
    }

    @Test
    default void connect_tokenThatExpires_tellsWhen() {
        var connect = connectForReply(Jwts.connection(Jwts.USER, Instant.now().plusSeconds(60)))
                .path("connect");
        assertThat(connect.path("expires").asBoolean()).isTrue();
        assertThat(connect.path("ttl").asInt()).isBetween(50, 60);
    }

    @Test
    default void connect_tokenToBeUsedSoon_lastsForEver() {
        String token =
                Jwts.sign(claims().withExpiresAt(Instant.now().plusSeconds(60)).withClaim("expire_at", 0));
        var connect = connectForReply(token).path("connect");
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
    default void connect_tokenWithoutUser_isLetIn() {
        assertThat(connectForReply(Jwts.sign(JWT.create())).has("connect")).isTrue();
    }

    @Test
    default void connect_tokenIssuedInFuture_isLetIn() {
        String token = Jwts.sign(claims().withIssuedAt(Instant.now().plusSeconds(1000)));
        assertThat(connectForReply(token).has("connect")).isTrue();
    }

    @Test
    default void connect_expiredToken_repliesError109AndDropsLater() {
        try (var client = open()) {
            client.send(connectCommand(Jwts.connection(Jwts.USER, Instant.now().minusSeconds(10))));
            assertThat(client.awaitError(1)).isEqualTo(109);
            client.send("{\"id\":2,\"subscribe\":{\"channel\":\"session:a\"}}");
            assertThat(client.awaitClose(Duration.ofSeconds(20)).code()).isNotZero();
        }
    }

    @Test
    default void connect_tokenNotYetValid_repliesError109() {
        String token = Jwts.sign(claims().withNotBefore(Instant.now().plusSeconds(1000)));
        assertThat(connectForReply(token).path("error").path("code").asInt()).isEqualTo(109);
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
    default void connect_noJwt_closes3500() {
        assertThat(connectForClose("no-jwt").code()).isEqualTo(3500);
    }

    @Test
    default void connect_subscriptionToken_closes3500() {
        assertThat(connectForClose(Jwts.subscription("session:a")).code()).isEqualTo(3500);
    }

    @Test
    default void connect_noToken_closes3501() {
        assertThat(connectForClose("")).isEqualTo(new Close(3501, "bad request"));
    }

    @Test
    default void connect_second_closes3501() {
        try (var client = connect()) {
            client.send("{\"id\":2,\"connect\":{\"token\":\"" + Jwts.connection() + "\"}}");
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
            String subscribe = ContractClient.subscribeCommand(2, channel, Jwts.subscription(channel), ",\"flag\":1");
            client.send(connectCommand(Jwts.connection()) + "\n" + subscribe + "\n");
            assertThat(client.awaitReply(1).has("connect")).isTrue();
            assertThat(client.awaitReply(2).has("subscribe")).isTrue();
        }
    }

    @Test
    default void connection_expiredWithoutRefresh_closes3005() {
        String token = Jwts.connection(Jwts.USER, Instant.now().plusSeconds(2));
        try (var client = connect(token)) {
            assertThat(client.awaitClose()).isEqualTo(new Close(3005, "connection expired"));
        }
    }

    @Test
    default void refresh_goodToken_tellsNewExpiry() {
        try (var client = connect()) {
            client.send(refreshCommand(Jwts.connection(Jwts.USER, Instant.now().plusSeconds(60))));
            var refresh = client.awaitReply(2).path("refresh");
            assertThat(refresh.path("expires").asBoolean()).isTrue();
            assertThat(refresh.path("ttl").asInt()).isBetween(50, 60);
        }
    }

    @Test
    default void refresh_inTime_keepsConnectionOpen() {
        String token = Jwts.connection(Jwts.USER, Instant.now().plusSeconds(2));
        try (var client = connect(token)) {
            var startNs = System.nanoTime();
            client.send(refreshCommand(Jwts.connection(Jwts.USER, Instant.now().plusSeconds(6))));
            assertThat(client.awaitReply(2).has("refresh")).isTrue();
            assertThat(client.awaitClose(Duration.ofSeconds(20)).code()).isEqualTo(3005);
            // Without the refresh the end would have come after three seconds at most.
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThan(Duration.ofSeconds(4));
        }
    }

    @Test
    default void refresh_tokenWithoutExpiry_repliesWithoutTtl() {
        try (var client = connect()) {
            client.send(refreshCommand(Jwts.connection()));
            assertThat(client.awaitReply(2).path("refresh").isEmpty()).isTrue();
        }
    }

    @Test
    default void refresh_expiredToken_closes3005() {
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
    default void refresh_noToken_closes3501() {
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
