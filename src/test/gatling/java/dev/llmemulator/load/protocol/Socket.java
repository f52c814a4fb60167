package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.http.HttpDsl.ws;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.engine.TappedSocket;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.WsSendTextActionBuilder;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The WebSocket of a user: Centrifugo's JSON protocol, one command a frame, each with the name of its reply's row. */
public final class Socket {
    private static final String NAME = "socket";
    private static final String CONNECT = "connect";
    private static final String PROBE = "probe";
    private static final String PROBE_REPLY = "probe reply";

    // Gatling has a row for every frame sent. These are kept out of the report, as the rows of the replies tell more.
    private static final String SEND = "send";

    private static final String REPLY_TO = "reply to ";
    private static final String REFUSED = " refused";

    private final Supplier<Endpoints> endpoints;
    private final Duration timeout;

    /** The requests of a run; the endpoints are known once it has begun, and the timeout is that of each step. */
    public Socket(Supplier<Endpoints> endpoints, Duration timeout) {
        this.endpoints = endpoints;
        this.timeout = timeout;
    }

    /** Opens the WebSocket of the user's answer, which from now on takes its frames. */
    public ChainBuilder connect() {
        return exec(TappedSocket.connect(
                ws(CONNECT)
                        .wsName(NAME)
                        .connect(session -> endpoints.get().webSocketUrl().toString())
                        .sign(this::introduced),
                timeout,
                SEND,
                session -> new AnswerTap(AnswerInProgress.of(session))));
    }

    private Request introduced(Request handshake, Session session) {
        var servers = endpoints.get();
        handshake.getHeaders().set(HttpHeaderNames.ORIGIN, servers.origin());
        return AskRequest.authorized(handshake, servers.webSocket());
    }

    public ChainBuilder auth() {
        return exec(command("auth", 1, session -> Commands.connect(1, jwts().forConnection(name(session)))));
    }

    /** Subscribes to the answer's channel, and asks for all that was published before, so that no token is missed. */
    public ChainBuilder subscribe() {
        return exec(command("subscribe", 2, session -> subscription(session, 2)));
    }

    /** Subscribes to the answer's channel after a break and asks for all that was published meanwhile. */
    public ChainBuilder recover() {
        return exec(command("recover", 3, session -> subscription(session, 3)));
    }

    /** Asks for any sign of life: where the channel's history ends. A server that denies us that still answers. */
    public ChainBuilder probe() {
        return exec(ws(PROBE)
                        .wsName(NAME)
                        .sendText(session ->
                                Commands.history(9, AnswerInProgress.of(session).channel()))
                        .await(timeout)
                        .on(ws.checkTextMessage(PROBE_REPLY).matching(replyTo(9))))
                .doIf(session -> !session.isFailed())
                .then(exec(session -> {
                    AnswerInProgress.of(session).probeAnswered();
                    return session;
                }));
    }

    public ChainBuilder close(String name) {
        return exec(session -> {
                    AnswerInProgress.of(session).closing();
                    return session;
                })
                .exec(ws(name).wsName(NAME).close());
    }

    /** Forgets a WebSocket that is not open, so that the user can open another one. */
    public ChainBuilder forget() {
        return exec(session -> session.remove(NAME));
    }

    private String subscription(Session session, int id) {
        var answer = AnswerInProgress.of(session);
        var jwt = jwts().forSubscription(name(session), answer.channel());
        return Commands.recover(id, answer.channel(), jwt, answer.offset(), answer.epoch());
    }

    private WsSendTextActionBuilder command(String name, int id, Function<Session, String> frame) {
        return ws(SEND).wsName(NAME)
                .sendText(frame)
                .await(timeout)
                .on(ws.checkTextMessage(name)
                        .matching(replyTo(id))
                        .check(regex(REFUSED).notExists()));
    }

    // What AnswerTap shows to the checks of a reply that it has read.
    private static CheckBuilder replyTo(long id) {
        return regex("^" + REPLY_TO + id + "\\b");
    }

    private static String name(Session user) {
        return "user-" + user.userId();
    }

    private UserJwts jwts() {
        return new UserJwts(endpoints.get().tokenHmacSecret());
    }

    /** Tells an answer what happens on its socket. */
    private static final class AnswerTap implements TappedSocket.Tap {
        private final AnswerInProgress answer;
        private String refusal = "";

        AnswerTap(AnswerInProgress answer) {
            this.answer = answer;
        }

        @Override
        public void frame(byte[] utf8, long receivedNs, Consumer<String> back, Consumer<String> toChecks) {
            var rest = answer.frame(utf8, receivedNs);
            if (rest.ping()) {
                back.accept(Commands.PONG);
            }
            for (var reply : rest.replies()) {
                refusal = reply.refusal();
                toChecks.accept(REPLY_TO + reply.id() + (refusal.isEmpty() ? "" : REFUSED));
                refusal = "";
            }
        }

        @Override
        public void binaryFrame(int bytes) {
            answer.onUnreadable(answer.channel(), "a binary frame of " + bytes + " bytes", 0);
        }

        @Override
        public void closed(boolean announced, String how) {
            answer.connectionClosed(announced, how);
        }

        @Override
        public void stepPassed(String step, long startMs, long endMs) {
            answer.stepPassed(step, startMs, endMs);
            if (step.equals(CONNECT)) {
                answer.connectEnded(true);
            }
        }

        @Override
        public void stepFailed(String step, long startMs, long endMs, String reason) {
            if (step.equals(CONNECT)) {
                answer.connectEnded(false);
            } else if (step.equals(PROBE) || step.equals(PROBE_REPLY)) {
                answer.probeFailed();
            }
            if (refusal.isEmpty()) {
                answer.stepFailed(step, startMs, endMs, reason);
            } else {
                answer.stepRefused(step, startMs, endMs, refusal);
            }
        }
    }
}
