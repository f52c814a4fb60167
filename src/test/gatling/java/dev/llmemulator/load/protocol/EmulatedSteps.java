package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;

import dev.llmemulator.load.client.FrameStream;
import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.settings.Transport;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.gatling.javaapi.http.Proxy;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a user does with a WebSocket that is emulated: opens it, sends commands, and closes it. */
final class EmulatedSteps {
    static final String COMMANDS = "POST /emulation";

    // A user may keep it over all its answers, and no run is as long as this.
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Transport transport;
    private final Supplier<Endpoints> endpoints;
    private final Duration timeout;
    private final Optional<Proxy> proxy;
    private final BiFunction<Request, Session, Request> introduced;

    /**
     * The steps of one run; the endpoints are known once it has begun.
     *
     * @param introduced puts into a request who the user is
     */
    EmulatedSteps(
            Transport transport,
            Supplier<Endpoints> endpoints,
            Duration timeout,
            Optional<Proxy> proxy,
            BiFunction<Request, Session, Request> introduced) {
        this.transport = transport;
        this.endpoints = endpoints;
        this.timeout = timeout;
        this.proxy = proxy;
        this.introduced = introduced;
    }

    /** Opens a stream with the command that connects, waits for its reply, and stands ready to send more commands. */
    ChainBuilder open(int id, Function<Session, Connection> connectionOf, Function<Session, String> connectCommand) {
        return exec(session -> {
                    var connection = connectionOf.apply(session);
                    connection.expect(Socket.CONNECT, id);
                    var frames = transport == Transport.HTTP_STREAM ? FrameStream.ofLines() : FrameStream.ofEvents();
                    return session.set(
                            Socket.NAME, new EmulatedSocket(connection, frames, connectCommand.apply(session)));
                })
                .exec(Steps.beside("stream", Call.sendFor(through(stream()), Stream::new)))
                .exec(Socket.reply(
                        Socket.CONNECT,
                        timeout,
                        session -> connectionOf.apply(session).replied()))
                .exec(session -> {
                    EmulatedSocket.of(session).openedOrNever();
                    return session;
                })
                .exec(doIf(session -> !EmulatedSocket.of(session).isOver())
                        .then(exec(Steps.beside("commands", commands()))));
    }

    private HttpRequestActionBuilder stream() {
        Function<Session, String> url =
                session -> endpoints.get().webSocketUrl().toString();
        Function<Session, String> command = session -> EmulatedSocket.of(session).connectCommand;
        var request = transport == Transport.HTTP_STREAM
                ? http(Socket.CONNECT)
                        .post(url)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .body(StringBody(command))
                // All that a browser's EventSource can do.
                : http(Socket.CONNECT)
                        .get(session -> withConnect(url.apply(session), command.apply(session)))
                        .disableUrlEncoding()
                        .header("Accept", "text/event-stream")
                        .header("Cache-Control", "no-cache");
        return request.requestTimeout(LONGEST).sign((built, session) -> {
            var signed = introduced.apply(built, session);
            EmulatedSocket.of(session).opens(signed.getHeaders().get(HttpHeaderNames.ORIGIN, ""));
            return signed;
        });
    }

    // A text of JSON does not survive the encoding that Gatling has for parameters of a query.
    private static String withConnect(String url, String command) {
        return url + (url.contains("?") ? '&' : '?') + "cf_connect="
                + URLEncoder.encode(command, StandardCharsets.UTF_8);
    }

    // A branch beside what the user does; it ends with the stream.
    private ChainBuilder commands() {
        var request = http(COMMANDS)
                .post(session -> endpoints.get().emulationUrl().toString())
                .header("Content-Type", "application/json")
                .body(StringBody(session -> EmulatedSocket.of(session).takeToSend()))
                .requestTimeout(timeout)
                .sign(introduced);
        return asLongAs(session -> !EmulatedSocket.of(session).isOver())
                .on(exec(Steps.await(
                                "wait for a command",
                                session -> EmulatedSocket.of(session).mustSend()))
                        .doIf(session -> !EmulatedSocket.of(session).isOver())
                        .then(Call.sendFor(through(request), Sent::new)));
    }

    private HttpRequestActionBuilder through(HttpRequestActionBuilder request) {
        return proxy.map(request::proxy).orElse(request);
    }

    ChainBuilder close(String name) {
        return exec(session -> {
            EmulatedSocket.of(session).close(name);
            return session;
        });
    }

    /** The response on which everything comes. */
    private final class Stream extends Call {
        private final EmulatedSocket socket;
        private boolean begun;

        Stream(Session user) {
            super(Socket.CONNECT, AnswerInProgress.of(user));
            socket = EmulatedSocket.of(user);
        }

        @Override
        public void sent(Runnable hangUp) {
            socket.sent(hangUp);
        }

        @Override
        public void begins(int status, HttpHeaders headers) {
            super.begins(status, headers);
            begun = isSuccess(status);
            if (!begun) {
                return;
            }
            var allowed = headers.get(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "");
            var ofAnotherServer =
                    !socket.origin().equals(Endpoints.origin(endpoints.get().webSocketUrl()));
            if (ofAnotherServer && !allowed.equals("*") && !allowed.equals(socket.origin())) {
                socket.ended(
                        true,
                        "403, as a browser would show nothing of it: the server does not allow pages of "
                                + socket.origin());
            }
        }

        @Override
        public void part(byte[] part, long receivedNs) {
            if (begun) {
                socket.part(part, receivedNs);
            } else {
                super.part(part, receivedNs);
            }
        }

        @Override
        void read(String body) {
            socket.ended(true, "the server ended the stream");
        }

        @Override
        void passed() {}

        @Override
        void brokeOff(String reason) {
            socket.ended(false, reason);
        }

        @Override
        void failed(String reason) {
            var hint = reason.matches("(status )?404\\b.*")
                    ? " (is %s enabled in Centrifugo, and its path passed on?)"
                            .formatted(transport == Transport.HTTP_STREAM ? "http_stream" : "sse")
                    : "";
            socket.ended(true, reason + hint);
        }
    }

    /** A request with commands. */
    private static final class Sent extends Call {
        private final EmulatedSocket socket;

        Sent(Session user) {
            super(COMMANDS, AnswerInProgress.of(user));
            socket = EmulatedSocket.of(user);
        }

        @Override
        public void sent(Runnable hangUp) {
            // It is short, and the server's to end.
        }

        @Override
        boolean isSuccess(int status) {
            return status / 100 == 2;
        }

        @Override
        void read(String body) {}

        @Override
        void passed() {}

        @Override
        void failed(String reason) {
            socket.sendingFailed(reason);
        }
    }
}
