package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.llmemulator.contract.ContractClient.Close;
import dev.llmemulator.load.client.Commands;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joining and leaving channels. */
interface SubscribeContract extends Contract {
    /** Connects a client whose JWT names no user. */
    private ContractClient connectAnonymously() {
        return connect(Jwts.sign(JWT.create().withIssuedAt(Instant.now())));
    }

    private int subscribeForError(String channel, String jwt) {
        try (var client = connect()) {
            return error(client.subscribe(2, channel, jwt));
        }
    }

    private Close subscribeForClose(String channel, String jwt) {
        try (var client = connect()) {
            client.send(Commands.subscribe(2, channel, jwt));
            return client.awaitClose();
        }
    }

    @Test
    default void subscribe_newChannel_tellsPosition() {
        try (var client = connect()) {
            var result = client.subscribe(2, Contract.newChannel());
            assertThat(result.path("recoverable").asBoolean()).isTrue();
            assertThat(result.path("positioned").asBoolean()).isTrue();
            assertThat(result.path("epoch").asText()).isNotEmpty();
            assertThat(result.has("offset")).isFalse();
            assertThat(result.has("was_recovering")).isFalse();
            assertThat(result.has("publications")).isFalse();
        }
    }

    @Test
    default void subscribe_usedChannel_tellsTopAndReplaysNothing() {
        String channel = Contract.newChannel();
        var published = api().publish(channel, "{\"n\":1}").path("result");
        try (var client = connect()) {
            var result = client.subscribe(2, channel);
            assertThat(result.path("offset").asLong()).isEqualTo(1);
            assertThat(result.path("epoch").asText())
                    .isEqualTo(published.path("epoch").asText());
            assertThat(result.has("publications")).isFalse();
        }
    }

    @Test
    default void subscriber_publication_isPushedWithOffset() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            var epoch = client.subscribe(2, channel).path("epoch").asText();
            api().publish(channel, "{\"n\":1}");
            api().publish(channel, "{\"n\":2}");
            var first = client.awaitPublication(channel);
            assertThat(first.path("data").path("n").asInt()).isEqualTo(1);
            assertThat(first.path("offset").asLong()).isEqualTo(1);
            assertThat(first.path("epoch").asText()).isEqualTo(epoch);
            var second = client.awaitPublication(channel);
            assertThat(second.path("offset").asLong()).isEqualTo(2);
            assertThat(second.has("epoch")).isFalse();
        }
    }

    @Test
    default void subscribers_ofOneChannel_allGetPublication() {
        String channel = Contract.newChannel();
        try (var one = connect();
                var two = connect()) {
            one.subscribe(2, channel);
            two.subscribe(2, channel);
            api().publish(channel, "\"x\"");
            assertThat(one.awaitPublication(channel).path("offset").asLong()).isEqualTo(1);
            assertThat(two.awaitPublication(channel).path("offset").asLong()).isEqualTo(1);
        }
    }

    @Test
    default void subscribe_again_repliesError105() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            client.subscribe(2, channel);
            assertThat(error(client.subscribe(3, channel, Jwts.subscription(channel))))
                    .isEqualTo(105);
        }
    }

    @Test
    default void subscribe_againWithoutJwt_repliesError105() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            client.subscribe(2, channel);
            assertThat(error(client.subscribe(3, channel, ""))).isEqualTo(105);
        }
    }

    @Test
    default void subscribe_withoutJwt_repliesError103AndStays() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            assertThat(error(client.subscribe(2, channel, ""))).isEqualTo(103);
            api().publish(channel, "1");
            client.assertNothingPending(3);
        }
    }

    @Test
    default void subscribe_refusedBefore_isLetInWithJwt() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            assertThat(error(client.subscribe(2, channel, ""))).isEqualTo(103);
            assertThat(client.subscribe(3, channel).path("positioned").asBoolean())
                    .isTrue();
        }
    }

    @Test
    default void subscribe_recoverWithoutJwt_repliesError103AndReplaysNothing() {
        String channel = Contract.newChannel();
        api().publish(channel, "1");
        try (var client = connect()) {
            var reply = client.ask(2, "subscribe", Map.of("channel", channel, "recover", true));
            assertThat(error(reply)).isEqualTo(103);
            assertThat(reply.has("subscribe")).isFalse();
        }
    }

    @Test
    default void subscribe_textThatIsNoJwt_repliesError103() {
        assertThat(subscribeForError(Contract.newChannel(), "no-jwt")).isEqualTo(103);
    }

    @Test
    default void subscribe_noSignature_repliesError103() {
        String channel = Contract.newChannel();
        var jwt = JWT.create()
                .withSubject(Jwts.USER)
                .withClaim("channel", channel)
                .sign(Algorithm.none());
        assertThat(subscribeForError(channel, jwt)).isEqualTo(103);
    }

    @ParameterizedTest
    @CsvSource({"other:a, 102", "plain, 103", "session:é, 107"})
    default void subscribe_nameThatIsNotAllowed_repliesError(String channel, int error) {
        assertThat(subscribeForError(channel, "")).isEqualTo(error);
    }

    @Test
    default void subscribe_nameOf256Characters_repliesError107() {
        assertThat(subscribeForError("session:" + "x".repeat(248), "")).isEqualTo(107);
    }

    @Test
    default void subscribe_nameOf255Characters_isAccepted() {
        try (var client = connect()) {
            assertThat(client.subscribe(2, "session:" + "x".repeat(247))
                            .path("positioned")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    default void subscribe_unknownNamespaceWithJwt_repliesError102() {
        assertThat(subscribeForError("other:a", Jwts.subscription("other:a"))).isEqualTo(102);
    }

    @Test
    default void subscribe_anonymousWithoutJwt_repliesError103() {
        try (var client = connectAnonymously()) {
            assertThat(error(client.subscribe(2, Contract.newChannel(), ""))).isEqualTo(103);
        }
    }

    @Test
    default void subscribe_anonymousWithJwtForNobody_isAccepted() {
        String channel = Contract.newChannel();
        try (var client = connectAnonymously()) {
            var jwt = Jwts.sign(JWT.create().withClaim("channel", channel));
            assertThat(client.subscribe(2, channel, jwt).has("subscribe")).isTrue();
        }
    }

    @Test
    default void subscribe_anonymousWithSomebodysJwt_closes3500() {
        String channel = Contract.newChannel();
        try (var client = connectAnonymously()) {
            client.send(Commands.subscribe(2, channel, Jwts.subscription(channel)));
            assertThat(client.awaitClose().code()).isEqualTo(3500);
        }
    }

    @Test
    default void subscribe_goodJwt_isAccepted() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            var result =
                    client.subscribe(2, channel, Jwts.subscription(channel)).path("subscribe");
            assertThat(result.path("positioned").asBoolean()).isTrue();
            assertThat(result.has("expires")).isFalse();
        }
    }

    @Test
    default void subscribe_jwtToBeUsedSoon_lastsForEver() {
        String channel = Contract.newChannel();
        var jwt = Jwts.sign(JWT.create()
                .withSubject(Jwts.USER)
                .withClaim("channel", channel)
                .withExpiresAt(Instant.now().plusSeconds(60))
                .withClaim("expire_at", 0));
        try (var client = connect()) {
            var result = client.subscribe(2, channel, jwt).path("subscribe");
            assertThat(result.path("positioned").asBoolean()).isTrue();
            assertThat(result.has("expires")).isFalse();
            assertThat(result.has("ttl")).isFalse();
        }
    }

    @Test
    default void subscribe_jwtUsedTooLate_repliesError109() {
        String channel = Contract.newChannel();
        var jwt = Jwts.sign(JWT.create()
                .withSubject(Jwts.USER)
                .withClaim("channel", channel)
                .withExpiresAt(Instant.now().minusSeconds(10))
                .withClaim("expire_at", 0));
        assertThat(subscribeForError(channel, jwt)).isEqualTo(109);
    }

    @Test
    default void subscribe_jwtThatExpires_tellsWhenAndCanBeRefreshed() {
        String channel = Contract.newChannel();
        var jwt = Jwts.subscription(Jwts.USER, channel, Instant.now().plusSeconds(60));
        String newer = Jwts.subscription(Jwts.USER, channel, Instant.now().plusSeconds(600));
        try (var client = connect()) {
            var result = client.subscribe(2, channel, jwt).path("subscribe");
            assertThat(result.path("expires").asBoolean()).isTrue();
            assertThat(result.path("ttl").asInt()).isBetween(50, 60);
            var refreshed = client.ask(3, "sub_refresh", Map.of("channel", channel, "token", newer));
            assertThat(refreshed.path("sub_refresh").path("ttl").asInt()).isBetween(590, 600);
        }
    }

    @Test
    default void subscribe_expiredJwt_repliesError109() {
        String channel = Contract.newChannel();
        var jwt = Jwts.subscription(Jwts.USER, channel, Instant.now().minusSeconds(10));
        assertThat(subscribeForError(channel, jwt)).isEqualTo(109);
    }

    @Test
    default void subscribe_wronglySignedJwt_repliesError103() {
        String channel = Contract.newChannel();
        var jwt = Jwts.signWrongly(JWT.create().withSubject(Jwts.USER).withClaim("channel", channel));
        assertThat(subscribeForError(channel, jwt)).isEqualTo(103);
    }

    @Test
    default void subscribe_jwtWithoutChannel_repliesError103() {
        assertThat(subscribeForError(Contract.newChannel(), Jwts.connection())).isEqualTo(103);
    }

    @Test
    default void subscribe_jwtOfOtherChannel_closes3500() {
        assertThat(subscribeForClose(Contract.newChannel(), Jwts.subscription(Contract.newChannel())))
                .isEqualTo(new Close(3500, "invalid token"));
    }

    @Test
    default void subscribe_jwtOfOtherUser_closes3500() {
        String channel = Contract.newChannel();
        var jwt = Jwts.subscription("somebody", channel, Instant.now().plusSeconds(60));
        assertThat(subscribeForClose(channel, jwt)).isEqualTo(new Close(3500, "invalid token"));
    }

    @Test
    default void unsubscribe_subscribed_endsPushes() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            client.subscribe(2, channel);
            assertThat(client.ask(3, "unsubscribe", Map.of("channel", channel)).has("unsubscribe"))
                    .isTrue();
            api().publish(channel, "1");
            client.assertNothingPending(4);
        }
    }

    @Test
    default void unsubscribe_thenSubscribe_joinsAgain() {
        String channel = Contract.newChannel();
        try (var client = connect()) {
            client.subscribe(2, channel);
            client.ask(3, "unsubscribe", Map.of("channel", channel));
            assertThat(client.subscribe(4, channel).path("positioned").asBoolean())
                    .isTrue();
            api().publish(channel, "1");
            assertThat(client.awaitPublication(channel).path("offset").asLong()).isEqualTo(1);
        }
    }

    @Test
    default void unsubscribe_unknownChannel_isAccepted() {
        try (var client = connect()) {
            assertThat(client.ask(2, "unsubscribe", Map.of("channel", "whatever"))
                            .has("unsubscribe"))
                    .isTrue();
        }
    }
}
