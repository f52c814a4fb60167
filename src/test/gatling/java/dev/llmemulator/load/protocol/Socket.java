package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.ws;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.engine.TappedSocket;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.settings.Renewal;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.target.Trace;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.Proxy;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket of a user, real or emulated: Centrifugo's JSON protocol, one command a frame, each with the name of its
 * reply's row.
 */
public final class Socket {
    static final String NAME = "socket";

    /** Precedes, in the events of a group, when its users renewed a token. */
    public static final String RENEWED = "renewed ";

    private static final String CONNECTION = "connection";
    private static final String CONNECTION_JWT = "connection JWT";
    static final String CONNECT = "connect";
    static final String AUTH = "auth";
    static final String SUBSCRIBE = "subscribe";
    static final String RECOVER = "recover";
    static final String UNSUBSCRIBE = "unsubscribe";
    static final String PROBE_REPLY = "probe reply";
    static final String REFRESH = "refresh";

    static final int AUTH_ID = 1;
    static final int SUBSCRIBE_ID = 2;
    static final int RECOVER_ID = 3;
    static final int REFRESH_ID = 5;
    static final int SUB_REFRESH_ID = 6;
    static final int PROBE_ID = 9;

    private static final String LEASE = "lease";

    private final Supplier<Endpoints> endpoints;
    private final Measurements measurements;
    private final Duration timeout;
    private final AnswerContext context;
    private final @Nullable UserTokens profiled;
    private final @Nullable EmulatedSteps emulated;
    private final TokenLife tokens;
    private volatile @Nullable UserJwts jwts;

    /** The WebSockets of a run's users; the endpoints are known once the run has begun. */
    public Socket(Supplier<Endpoints> endpoints, AnswerContext answers) {
        this(endpoints, answers, TokenLife.LONG);
    }

    /** The same for users whose own tokens last so long. */
    public Socket(Supplier<Endpoints> endpoints, AnswerContext answers, TokenLife tokens) {
        this.endpoints = endpoints;
        this.tokens = tokens;
        context = answers;
        var profile = answers.settings().profile();
        profiled = profile == null ? null : new UserTokens(profile, endpoints, answers);
        measurements = answers.measurements();
        timeout = answers.settings().connectTimeout();
        var transport = answers.settings().transport();
        emulated = transport.isEmulated()
                ? new EmulatedSteps(transport, endpoints, timeout, proxy(), this::introduced)
                : null;
    }

    private Optional<Proxy> proxy() {
        return profiled != null && context.settings().target() instanceof Target.Remote remote
                ? Proxies.of(remote.webSocket().url(), System.getenv())
                : Optional.empty();
    }

    /** Opens the user's WebSocket, whose frames the user's answer takes from now on. */
    public ChainBuilder connect() {
        var begun =
                exec(session -> session.set(CONNECTION, new Connection(AnswerInProgress.of(session), measurements)));
        return emulated == null ? begun.exec(handshake()) : begun.exec(fetched(), unlessFailed(opened(emulated)));
    }

    // Its first command goes with the request that opens it, so it is connected or not at all.
    private ChainBuilder opened(EmulatedSteps steps) {
        return steps.open(
                AUTH_ID,
                session -> Objects.requireNonNull(connection(session)),
                session -> noted(connectCommand(session)));
    }

    private ChainBuilder fetched() {
        return profiled == null ? exec(Steps.none()) : profiled.fetchForConnection();
    }

    private String connectCommand(Session session) {
        return profiled == null
                ? Commands.connect(AUTH_ID, connectionJwt(session))
                : profiled.connectCommand(AUTH_ID, AnswerInProgress.of(session));
    }

    private ActionBuilder handshake() {
        var handshake = ws(CONNECT)
                .wsName(NAME)
                .connect(session -> endpoints.get().webSocketUrl().toString())
                .sign(this::introduced);
        var upgrade = proxy().map(handshake::proxy).orElse(handshake);
        return TappedSocket.connect(upgrade, timeout, session -> Objects.requireNonNull(connection(session)));
    }

    private Request introduced(Request handshake, Session session) {
        var servers = endpoints.get();
        handshake.getHeaders().set(HttpHeaderNames.ORIGIN, servers.origin());
        var request = AskRequest.authorized(handshake, servers.webSocket());
        if (profiled != null) {
            profiled.introduce(request, AnswerInProgress.of(session));
        }
        return request;
    }

    /** Says who the user is, and renews the token of that as long as the connection lasts. */
    public ChainBuilder auth() {
        var said = emulated == null
                ? fetched().exec(unlessFailed(command(AUTH, AUTH_ID, this::connectCommand)))
                : exec(Steps.none());
        if (profiled == null) {
            return said.exec(renewingOwn(
                    Connection::connectionLease, session -> Commands.refresh(REFRESH_ID, connectionJwt(session))));
        }
        return said.exec(unlessFailed(renewing(
                Connection::connectionLease,
                Renewal.IN_TIME,
                profiled.fetchForConnection(),
                session -> Commands.refresh(REFRESH_ID, profiled.forConnection(AnswerInProgress.of(session))))));
    }

    private ChainBuilder renewingOwn(Function<Connection, Lease> leaseOf, Function<Session, String> command) {
        var steps = exec(Steps.none());
        if (!tokens.ends()) {
            return steps;
        }
        for (var each : List.of(Renewal.IN_TIME, Renewal.LATE)) {
            steps = steps.doIf(session -> tokens.renewal(session.userId()) == each)
                    .then(unlessFailed(renewing(leaseOf, each, exec(Steps.none()), command)));
        }
        return steps;
    }

    // A branch beside what the user does; it ends with the lease.
    private ChainBuilder renewing(
            Function<Connection, Lease> leaseOf,
            Renewal renewal,
            ChainBuilder fetch,
            Function<Session, String> command) {
        var later = Objects.requireNonNull(renewal.delay(), "Nothing is renewed");
        var renewals = exec(session -> session.set(LEASE, leaseOf.apply(Objects.requireNonNull(connection(session)))))
                .exec(asLongAs(session -> lease(session).runs())
                        .on(exec(Steps.await(
                                        "wait for the token to expire",
                                        session -> lease(session).due(later)))
                                .exec(doIf(session -> lease(session).runs())
                                        .then(fetch.exec(session -> {
                                                    renew(session, command);
                                                    context.count(RENEWED + renewal.label(), 1);
                                                    return session;
                                                })
                                                .exec(Steps.await(
                                                        "wait for the renewal",
                                                        timeout,
                                                        session ->
                                                                lease(session).renewed()))))));
        return doIf(session -> isOpenAnd(
                        session, connection -> leaseOf.apply(connection).runs()))
                .then(exec(Steps.beside("renew", renewals)));
    }

    private static Lease lease(Session session) {
        return Objects.requireNonNull(session.<Lease>get(LEASE));
    }

    private void renew(Session session, Function<Session, String> command) {
        var frame = command.apply(session);
        lease(session).renews();
        context.note(Trace.Kind.SENT, frame);
        Objects.requireNonNull(connection(session)).send(frame);
    }

    private static ChainBuilder unlessFailed(ChainBuilder steps) {
        return doIf(session ->
                        !session.isFailed() && AnswerInProgress.of(session).isFine())
                .then(steps);
    }

    /** Subscribes to the answer's channel, and asks for all that was published before, so that no token is missed. */
    public ChainBuilder subscribe() {
        return profiled == null ? subscribing(SUBSCRIBE, SUBSCRIBE_ID) : subscribing(profiled, SUBSCRIBE, SUBSCRIBE_ID);
    }

    private ChainBuilder subscribing(String name, int id) {
        return command(name, id, session -> subscription(session, id))
                .exec(renewingOwn(Connection::subscriptionLease, session -> {
                    var channel = AnswerInProgress.of(session).channel();
                    return Commands.refresh(SUB_REFRESH_ID, channel, subscriptionJwt(session, channel));
                }));
    }

    private ChainBuilder subscribing(UserTokens tokens, String name, int id) {
        return tokens.fetchForSubscription()
                .exec(unlessFailed(command(
                                name,
                                id,
                                session -> tokens.subscribeCommand(id, AnswerInProgress.of(session), id == RECOVER_ID))
                        .exec(renewing(
                                Connection::subscriptionLease,
                                Renewal.IN_TIME,
                                tokens.fetchForSubscription(),
                                session -> {
                                    var answer = AnswerInProgress.of(session);
                                    return Commands.refresh(
                                            SUB_REFRESH_ID, answer.channel(), tokens.forSubscription(answer));
                                }))));
    }

    /** Subscribes to the answer's channel after a break and asks for all that was published meanwhile. */
    public ChainBuilder recover() {
        return profiled == null ? subscribing(RECOVER, RECOVER_ID) : subscribing(profiled, RECOVER, RECOVER_ID);
    }

    /** Asks for any sign of life: where the channel's history ends. A server that denies us that still answers. */
    public ChainBuilder probe() {
        return command(
                        PROBE_REPLY,
                        PROBE_ID,
                        session -> Commands.history(PROBE_ID, channelToProbe(AnswerInProgress.of(session))))
                .doIf(session -> !session.isFailed())
                .then(exec(session -> {
                    AnswerInProgress.of(session).probeAnswered();
                    return session;
                }));
    }

    // A channel without a name breaks the protocol, and any reply will do.
    private static String channelToProbe(AnswerInProgress answer) {
        return answer.channel().isEmpty() ? "any" : answer.channel();
    }

    /** Leaves the answer's channel and keeps the WebSocket for the user's next answer; if that fails, closes it. */
    public ChainBuilder unsubscribeOrClose() {
        return doIf(session -> isOpenAnd(session, Connection::isSubscribed))
                .then(command(
                        UNSUBSCRIBE,
                        4,
                        session -> Commands.unsubscribe(
                                4, AnswerInProgress.of(session).channel())))
                .doIf(session -> isOpenAnd(session, connection -> !connection.isFree()))
                .then(close("close"));
    }

    public ChainBuilder close(String name) {
        var closing = exec(session -> {
            AnswerInProgress.of(session).closing();
            return session;
        });
        return emulated == null ? closing.exec(ws(name).wsName(NAME).close()) : closing.exec(emulated.close(name));
    }

    public static boolean isOpen(Session session) {
        return isOpenAnd(session, connection -> true);
    }

    /** True if the WebSocket is open, and no step on it has failed. */
    public static boolean isSound(Session session) {
        return isOpenAnd(session, Connection::isSound);
    }

    /** Forgets a WebSocket that is not open, so that the user can open another one for the same answer. */
    public static Session forget(Session session) {
        return isOpen(session) ? session : session.removeAll(NAME, CONNECTION);
    }

    private static boolean isOpenAnd(Session session, Predicate<Connection> also) {
        var connection = connection(session);
        return connection != null && connection.isOpen() && also.test(connection);
    }

    /** The user has no answer to watch until the next. Forgets a WebSocket that is not open, so that it can open another. */
    public Session rest(Session session) {
        var connection = connection(session);
        if (connection == null || !connection.isOpen()) {
            return session.removeAll(NAME, CONNECTION);
        }
        connection.rest();
        return session;
    }

    /** The user turns to its next answer, which takes the frames of the WebSocket, if it is still open. */
    public Session serve(Session session, AnswerInProgress next) {
        var rested = rest(session);
        var connection = connection(rested);
        if (connection != null) {
            connection.serve(next);
        }
        return rested;
    }

    private static @Nullable Connection connection(Session session) {
        return session.get(CONNECTION);
    }

    private String subscription(Session session, int id) {
        var answer = AnswerInProgress.of(session);
        var jwt = subscriptionJwt(session, answer.channel());
        return Commands.recover(id, answer.channel(), jwt, answer.recoverFrom(), answer.epoch());
    }

    private ChainBuilder command(String name, int id, Function<Session, String> frame) {
        return reply(name, timeout, session -> {
            var connection = Objects.requireNonNull(connection(session));
            connection.ask(name, id, noted(frame.apply(session)));
            return connection.replied();
        });
    }

    /** Waits for the reply to a command; without one, or with a refusal, the user goes on as failed. */
    static ChainBuilder reply(String name, Duration timeout, Function<Session, CompletableFuture<Boolean>> asked) {
        return exec(Steps.await(name, timeout, asked))
                .exec(session ->
                        Objects.requireNonNull(connection(session)).passed() ? session : session.markAsFailed());
    }

    private String noted(String frame) {
        context.note(Trace.Kind.SENT, frame);
        return frame;
    }

    private static String name(Session user) {
        return "user-" + user.userId();
    }

    // A user keeps it, as a page does, unless it is to expire.
    private String connectionJwt(Session user) {
        return tokens.ends()
                ? newConnectionJwt(user)
                : User.of(user).saved().computeIfAbsent(CONNECTION_JWT, any -> newConnectionJwt(user));
    }

    private String newConnectionJwt(Session user) {
        return jwts().forConnection(name(user), expiry());
    }

    private String subscriptionJwt(Session user, String channel) {
        return jwts().forSubscription(name(user), channel, expiry());
    }

    private Instant expiry() {
        return tokens.expiry(Instant.now());
    }

    // One for all users: making it prepares the signing.
    private UserJwts jwts() {
        var made = jwts;
        if (made == null) {
            made = new UserJwts(endpoints.get().tokenHmacSecret());
            jwts = made;
        }
        return made;
    }
}
