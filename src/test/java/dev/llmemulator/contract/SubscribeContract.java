package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmemulator.load.client.Commands;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joining and leaving channels. */
interface SubscribeContract extends Contract {
    private String subscribe(ContractClient client, String channel, String jwt) {
        client.send(Commands.subscribe(2, channel, jwt));
        return client.awaitOutcome(2);
    }

    @Test
    default void subscribe_newChannel_tellsPosition() {
        var result = client().subscribe(2, channel());
        assertThat(result.path("recoverable").asBoolean()).isTrue();
        assertThat(result.path("positioned").asBoolean()).isTrue();
        assertThat(result.path("epoch").asText()).isNotEmpty();
        assertThat(result.has("offset")).isFalse();
        assertThat(result.has("was_recovering")).isFalse();
        assertThat(result.has("publications")).isFalse();
        assertThat(result.has("expires")).isFalse();
    }

    @Test
    default void subscribe_usedChannel_tellsTopAndReplaysNothing() {
        var published = publish("{\"n\":1}").path("result");
        var result = client().subscribe(2, channel());
        assertThat(result.path("offset").asLong()).isEqualTo(1);
        assertThat(result.path("epoch")).isEqualTo(published.path("epoch"));
        assertThat(result.has("publications")).isFalse();
    }

    @Test
    default void subscriber_publication_isPushedWithOffset() {
        var epoch = client().subscribe(2, channel()).path("epoch");
        publish("{\"n\":1}");
        publish("{\"n\":2}");
        var first = client().awaitPublication(channel());
        assertThat(first.at("/data/n").asInt()).isEqualTo(1);
        assertThat(first.path("offset").asLong()).isEqualTo(1);
        assertThat(first.path("epoch")).isEqualTo(epoch);
        var second = client().awaitPublication(channel());
        assertThat(second.path("offset").asLong()).isEqualTo(2);
        assertThat(second.has("epoch")).isFalse();
    }

    @Test
    default void subscribers_ofOneChannel_allGetPublication() {
        try (var other = connect(Jwts.connection())) {
            client().subscribe(2, channel());
            other.subscribe(2, channel());
            publish("\"x\"");
            assertThat(nextOffset()).isEqualTo(1);
            assertThat(other.awaitPublication(channel()).path("offset").asLong())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    default void subscribe_again_repliesError105(boolean withJwt) {
        client().subscribe(2, channel());
        assertThat(error(client().subscribe(3, channel(), withJwt ? Jwts.subscription(channel()) : "")))
                .isEqualTo(105);
    }

    @Test
    default void subscribe_withoutJwt_repliesError103AndStays() {
        assertThat(subscribe(client(), channel(), "")).isEqualTo("103");
        publish("1");
        client().assertNothingPending(3);
    }

    @Test
    default void subscribe_refusedBefore_isLetInWithJwt() {
        assertThat(subscribe(client(), channel(), "")).isEqualTo("103");
        assertThat(client().subscribe(3, channel()).path("positioned").asBoolean())
                .isTrue();
    }

    @Test
    default void subscribe_recoverWithoutJwt_repliesError103AndReplaysNothing() {
        publish("1");
        var reply = client().ask(2, "subscribe", Map.of("channel", channel(), "recover", true));
        assertThat(error(reply)).isEqualTo(103);
        assertThat(reply.has("subscribe")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"other:a, '', 102", "plain, '', 103", "session:é, '', 107", "other:a, JWT, 102", "LONG, '', 107"})
    default void subscribe_nameThatIsNotAllowed_repliesError(String name, String jwt, String error) {
        var channel = name.replace("LONG", "session:" + "x".repeat(248));
        assertThat(subscribe(client(), channel, jwt.replace("JWT", Jwts.subscription(channel))))
                .isEqualTo(error);
    }

    @Test
    default void subscribe_nameOf255Characters_isAccepted() {
        var result = client().subscribe(2, "session:" + "x".repeat(247));
        assertThat(result.path("positioned").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            raw  | ``                                      | 103
            good | {"channel":"CHANNEL"}                   | subscribe
            good | {"sub":"user-1","channel":"CHANNEL"}    | 3500 invalid token
            """)
    default void subscribe_anonymous_hasItsOutcome(String signature, String claims, String outcome) {
        try (var anonymous = connect(Jwts.good("{'iat':NOW+0}"))) {
            var jwt = Jwts.sign(signature, claims.replace("CHANNEL", channel()));
            assertThat(subscribe(anonymous, channel(), jwt)).isEqualTo(outcome);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            raw   | no-jwt                                                          | 103
            none  | {"sub":"user-1","channel":"CHANNEL"}                            | 103
            wrong | {"sub":"user-1","channel":"CHANNEL"}                            | 103
            good  | {"sub":"user-1","channel":"CHANNEL","exp":NOW-10,"expire_at":0} | 109
            good  | {"sub":"user-1","channel":"CHANNEL","exp":NOW-10}               | 109
            # what it opens is over
            good  | {"sub":"user-1","channel":"CHANNEL","expire_at":NOW-10}             | 110
            good  | {"sub":"user-1","channel":"CHANNEL","exp":NOW+60,"expire_at":NOW-0} | 110
            good  | {"sub":"user-1","channel":"CHANNEL","expire_at":1e999}              | 103
            good  | {"sub":"user-1","channel":"CHANNEL","exp":1e999}                    | 103
            # without a channel, of another channel, of another user
            good  | {"sub":"user-1","iat":NOW+0}                                    | 103
            good  | {"sub":"user-1","channel":"session:another"}                    | 3500 invalid token
            good  | {"sub":"somebody","channel":"CHANNEL","exp":NOW+60}             | 3500 invalid token
            """)
    default void subscribe_badJwt_isRefused(String signature, String claims, String outcome) {
        var jwt = Jwts.sign(signature, claims.replace("CHANNEL", channel()));
        assertThat(subscribe(client(), channel(), jwt)).isEqualTo(outcome);
    }

    @Test
    default void subscribe_jwtToBeUsedSoon_lastsForEver() {
        var jwt = Jwts.good("{'sub':'user-1','channel':'%s','exp':NOW+60,'expire_at':0}".formatted(channel()));
        var result = client().subscribe(2, channel(), jwt).path("subscribe");
        assertThat(result.path("positioned").asBoolean()).isTrue();
        assertThat(result.has("expires")).isFalse();
        assertThat(result.has("ttl")).isFalse();
    }

    @Test
    default void subscribe_jwtThatExpires_tellsWhenAndCanBeRefreshed() {
        var claims = "{'sub':'user-1','channel':'%s','exp':NOW+%d}";
        var jwt = Jwts.good(claims.formatted(channel(), 60));
        var newer = Jwts.good(claims.formatted(channel(), 600));
        var result = client().subscribe(2, channel(), jwt).path("subscribe");
        assertThat(result.path("expires").asBoolean()).isTrue();
        assertThat(result.path("ttl").asInt()).isBetween(50, 60);
        var refreshed = client().ask(3, "sub_refresh", Map.of("channel", channel(), "token", newer));
        assertThat(refreshed.at("/sub_refresh/ttl").asInt()).isBetween(590, 600);
    }

    @Test
    default void subscribe_jwtThatExpiresInTheFarFuture_isAccepted() {
        var claims = "{'sub':'user-1','channel':'%s','expire_at':9223372036854775807}".formatted(channel());
        var result = client().subscribe(2, channel(), Jwts.good(claims)).path("subscribe");
        assertThat(result.path("expires").asBoolean()).isTrue();
        // The seconds that are left, of which the server tells the lower 32 bits.
        assertThat(result.path("ttl").asLong())
                .isCloseTo((Long.MAX_VALUE - System.currentTimeMillis() / 1000) & 0xffff_ffffL, within(60L));
        var refreshed = client().ask(3, "sub_refresh", Map.of("channel", channel(), "token", Jwts.good(claims)));
        assertThat(refreshed.at("/sub_refresh/ttl").asLong()).isEqualTo(365 * 24 * 3600);
    }

    @Test
    default void subscription_expiredWithoutRefresh_endsWith2501AndTheConnectionGoesOn() {
        var claims = "{'sub':'user-1','channel':'%s','exp':NOW+%d}";
        var refreshed = channel() + "-refreshed";
        client().subscribe(2, channel(), Jwts.good(claims.formatted(channel(), 2)));
        client().subscribe(3, refreshed, Jwts.good(claims.formatted(refreshed, 2)));
        var newer = Jwts.good(claims.formatted(refreshed, 60));
        client().ask(4, "sub_refresh", Map.of("channel", refreshed, "token", newer));
        assertThat(client().awaitUnsubscribe(channel())).isEqualTo("2501 subscription expired");
        publish("1");
        client().assertNothingPending(5);
        assertThat(client().subscribe(6, channel()).has("epoch")).isTrue();
    }

    @Test
    default void subscription_refreshedWithAJwtThatIsOver_closes3006() {
        client().subscribe(2, channel());
        var claims = "{'sub':'user-1','channel':'%s','expire_at':NOW-10}".formatted(channel());
        client().send(ContractClient.command(
                3, "sub_refresh", Map.of("channel", channel(), "token", Jwts.good(claims))));
        assertThat(client().awaitClose()).isEqualTo("3006 subscription expired");
    }

    @Test
    default void unsubscribe_subscribed_endsPushes() {
        client().subscribe(2, channel());
        assertThat(client().ask(3, "unsubscribe", Map.of("channel", channel())).has("unsubscribe"))
                .isTrue();
        publish("1");
        client().assertNothingPending(4);
    }

    @Test
    default void unsubscribe_thenSubscribe_joinsAgain() {
        client().subscribe(2, channel());
        client().ask(3, "unsubscribe", Map.of("channel", channel()));
        assertThat(client().subscribe(4, channel()).path("positioned").asBoolean())
                .isTrue();
        publish("1");
        assertThat(nextOffset()).isEqualTo(1);
    }

    @Test
    default void unsubscribe_unknownChannel_isAccepted() {
        assertThat(client().ask(2, "unsubscribe", Map.of("channel", "whatever")).has("unsubscribe"))
                .isTrue();
    }
}
