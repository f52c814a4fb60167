package dev.llmemulator.load.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.TokenSource;
import dev.llmemulator.load.target.Trace;
import dev.llmemulator.load.target.Values;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ChainBuilder;
import java.util.Objects;
import java.util.function.Supplier;

/** Who a user is for Centrifugo, as a profile says: headers of the handshake, tokens, and data. */
final class UserTokens {
    // In the values of an answer, where no template can name them.
    private static final String CONNECTION_TOKEN = " connection token";
    private static final String SUBSCRIPTION_TOKEN = " subscription token";

    private final Profile profile;
    private final Supplier<Endpoints> endpoints;
    private final AnswerContext context;
    private final ProfiledRequests requests;

    UserTokens(Profile profile, Supplier<Endpoints> endpoints, AnswerContext context) {
        this.profile = profile;
        this.endpoints = endpoints;
        this.context = context;
        requests = new ProfiledRequests(profile, endpoints, context);
    }

    /** Puts the profile's headers into a handshake. */
    void introduce(Request handshake, AnswerInProgress answer) {
        var headers = handshake.getHeaders();
        profile.handshake()
                .forEach((name, each) ->
                        headers.set(name, each.fill(answer.profiled().values())));
        if (context.trace() != null) {
            var lines = new StringBuilder(
                    handshake.getMethod() + " " + handshake.getUri().toUrl());
            headers.forEach(each ->
                    lines.append('\n').append(each.getKey()).append(": ").append(each.getValue()));
            context.note(Trace.Kind.SENT, lines.toString());
        }
    }

    /** Fetches the token of the connection, if the backend hands it out. */
    ChainBuilder fetchForConnection() {
        return requests.fetch(
                "connection token",
                profile.connectionToken(),
                (answer, token) -> answer.profiled().values().set(CONNECTION_TOKEN, token));
    }

    /** Fetches the token of the answer's channel, if the backend hands it out. */
    ChainBuilder fetchForSubscription() {
        return requests.fetch(
                "subscription token",
                profile.subscriptionToken(),
                (answer, token) -> answer.profiled().values().set(SUBSCRIPTION_TOKEN, token));
    }

    String forConnection(AnswerInProgress answer) {
        return token(profile.connectionToken(), answer.profiled().values(), CONNECTION_TOKEN);
    }

    String forSubscription(AnswerInProgress answer) {
        return token(profile.subscriptionToken(), answer.profiled().values(), SUBSCRIPTION_TOKEN);
    }

    private String token(TokenSource source, Values values, String fetched) {
        if (source instanceof TokenSource.Signed signed) {
            var claims = (ObjectNode) signed.claims().fill(values);
            return signed.signer().sign(claims, () -> endpoints.get().tokenHmacSecret());
        }
        if (source instanceof TokenSource.Given given) {
            return given.template().fill(values);
        }
        return source instanceof TokenSource.Fetched
                ? Objects.requireNonNull(values.get(fetched), "no token was fetched")
                : "";
    }

    String connectCommand(int id, AnswerInProgress answer) {
        var data = profile.connectData();
        return Commands.connect(
                id,
                forConnection(answer),
                data == null ? null : data.fill(answer.profiled().values()));
    }

    /** Subscribes to the answer's channel: from its beginning if the question went first, or from where it was lost. */
    String subscribeCommand(int id, AnswerInProgress answer, boolean again) {
        answer.profiled().findChannel();
        var channel = answer.channel();
        var jwt = forSubscription(answer);
        return again || profile.order() == Profile.Order.ASK_THEN_SUBSCRIBE
                ? Commands.recover(id, channel, jwt, again ? answer.recoverFrom() : 0, again ? answer.epoch() : "")
                : Commands.subscribe(id, channel, jwt);
    }
}
