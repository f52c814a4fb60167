package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.protocol.Endpoints;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetProblemTest {
    private static final Endpoints ENDPOINTS =
            new Endpoints(URI.create("http://h:1"), URI.create("ws://w:2/connection/websocket"), "s3cr3t");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect: j.n.ConnectException: finishConnect(..) failed with error(-111): Connection refused"
                        + " | nothing listens at ws://w:2/connection/websocket (connection refused)"
                        + " | start the servers, or correct -Dws_url",
                "POST /api/run: connection refused"
                        + " | nothing listens at http://h:1/api/run (connection refused)"
                        + " | start the servers, or correct -Dhttp_url",
                "connect: no connection in time"
                        + " | ws://w:2/connection/websocket gave no reply: nothing listens there, or it is too slow"
                        + " | start the servers, or correct -Dws_url",
                "connect: cannot connect: Network is unreachable"
                        + " | ws://w:2/connection/websocket cannot be reached: Network is unreachable"
                        + " | correct -Dws_url, or check the network between the two machines",
                "connect: unknown host: w"
                        + " | the host of ws://w:2/connection/websocket is unknown"
                        + " | correct the host name in -Dws_url",
                "connect: TLS failed: not an SSL/TLS record"
                        + " | ws://w:2/connection/websocket does not speak TLS as expected"
                        + " | -Dws_url with or without the s: ws or wss, http or https",
                "connect: certificate not trusted: unable to find valid certification path to requested target"
                        + " | ws://w:2/connection/websocket has a certificate that no authority of ours vouches for"
                        + " | -Dca=FILE with its authority, in PEM form; -Dinsecure=true takes any certificate",
                "POST /api/run: certificate of another host: No name matching h found"
                        + " | http://h:1/api/run has the certificate of another host: No name matching h found"
                        + " | the host of -Dhttp_url as the certificate has it; -Dinsecure=true takes any certificate",
                "connect: certificate not valid now: NotAfter: Sun Nov 22 09:00:00 UTC 2026"
                        + " | ws://w:2/connection/websocket has a certificate that is not valid now:"
                        + " NotAfter: Sun Nov 22 09:00:00 UTC 2026"
                        + " | renew it, or set the clock of this machine right; -Dinsecure=true takes any certificate",
                "connection lost before the question (closed by the server with 3500 invalid token)"
                        + " | Centrifugo does not accept the users' JWT (3500 invalid token): its secret is another one"
                        + " | set CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY (environment or .env) to its secret",
                "connect: 404 Not Found (is the path of ws_url right?)"
                        + " | there is no WebSocket at ws://w:2/connection/websocket (404)"
                        + " | correct the path of -Dws_url; Centrifugo's is /connection/websocket",
                "connect: status 404 (is sse enabled in Centrifugo, and its path passed on?)"
                        + " | there is no stream at ws://w:2/connection/websocket (404)"
                        + " | enable it in Centrifugo (http_stream.enabled, sse.enabled), let proxies pass its path, or"
                        + " correct -Dstream_url",
                "subscribe: POST /emulation: status 404"
                        + " | ws://w:2/connection/websocket opens, but commands get nowhere (POST /emulation: status 404)"
                        + " | let proxies pass /emulation to Centrifugo as well, or correct -Demulation_url",
                "connect: 403, as a browser would show nothing of it: the server does not allow pages of http://w:2"
                        + " | ws://w:2/connection/websocket does not allow pages of http://w:2, so a browser would show"
                        + " nothing of the stream"
                        + " | -Dorigin=… with an origin that is allowed, or allow this one: client.allowed_origins of"
                        + " Centrifugo; for bin/start_emulator.sh, ALLOWED_ORIGINS in .env",
                "connect: j.n.UnknownHostException: w"
                        + " | the host of ws://w:2/connection/websocket is unknown"
                        + " | correct the host name in -Dws_url",
                "connect: i.n.h.s.NotSslRecordException: not an SSL/TLS record: 485454"
                        + " | ws://w:2/connection/websocket does not speak TLS as expected"
                        + " | -Dws_url with or without the s: ws or wss, http or https",
                "connect: i.n.h.c.h.w.WebSocketClientHandshakeException: Invalid handshake response getStatus: 404"
                        + " | there is no WebSocket at ws://w:2/connection/websocket (404)"
                        + " | correct the path of -Dws_url; Centrifugo's is /connection/websocket",
                "connect: i.n.h.c.h.w.WebSocketClientHandshakeException: Invalid handshake response getStatus: 403"
                        + " | ws://w:2/connection/websocket refuses the WebSocket (403) of a page from http://w:2"
                        + " | -Dorigin=… with an origin that is allowed, or allow this one: client.allowed_origins of"
                        + " Centrifugo; for bin/start_emulator.sh, ALLOWED_ORIGINS in .env",
                "connect: 401 Unauthorized"
                        + " | ws://w:2/connection/websocket wants a name and a password, or others (401)"
                        + " | WS_URL=ws://user:password@host/path in the environment",
                "connect: 301 Moved Permanently, redirects to wss://w:3/c"
                        + " | ws://w:2/connection/websocket redirects to wss://w:3/c, and a load test follows nobody"
                        + " | -Dws_url=wss://w:3/c, if that is the server to load",
                "POST /api/run: status 308, redirects to https://h:3/llm/api/run"
                        + " | http://h:1/api/run redirects to https://h:3/llm, and a load test follows nobody"
                        + " | -Dhttp_url=https://h:3/llm, if that is the server to load",
                "POST /api/run: status 401"
                        + " | http://h:1/api/run wants a name and a password, or others (status 401)"
                        + " | HTTP_URL=http://user:password@host in the environment",
                "POST /api/run: 401 Say who asks, by Authorization: Bearer with an API key"
                        + " | http://h:1/api/run wants to know who asks: 401 Say who asks, by Authorization: Bearer with"
                        + " an API key"
                        + " | API_KEY=… in the environment or in .env; whoever runs the emulator makes one:"
                        + " llm-emulator.jar api-key NAME",
                "POST /api/run: 403 The JWT does not cover this session_id"
                        + " | http://h:1/api/run does not let the load test ask (403 The JWT does not cover this"
                        + " session_id)"
                        + " | API_KEY=… with an API key, or with a JWT that covers all sessions",
                "POST /api/run: 429 This client may have 5 tokens a second (CLIENT_TOKENS_PER_SECOND)"
                        + " | http://h:1/api/run limits what the load test may do: This client may have 5 tokens a"
                        + " second (CLIENT_TOKENS_PER_SECOND)"
                        + " | a higher limit for the emulator, or none",
                "connect: i.g.h.c.i.RequestTimeoutException: Request timeout to 127.0.0.1/127.0.0.1:2 after 10000 ms"
                        + " | ws://w:2/connection/websocket gave no reply: nothing listens there, or it is too slow"
                        + " | start the servers, or correct -Dws_url",
                "auth: closed by the server: invalid token (3500)"
                        + " | Centrifugo does not accept the users' JWT (3500 invalid token): its secret is another one"
                        + " | set CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY (environment or .env) to its secret",
                "auth: 109 token expired"
                        + " | Centrifugo takes the users' JWT for expired"
                        + " | set the clocks of both machines right",
                "subscribe: 102 unknown channel"
                        + " | Centrifugo refuses the subscription: 102 unknown channel"
                        + " | give Centrifugo the namespace session, as in centrifugo/config.json",
                "POST /api/run: no reply"
                        + " | http://h:1/api/run gave no reply: nothing listens there, or it is too slow"
                        + " | start the servers, or correct -Dhttp_url",
                "POST /api/run: 404 There is no /wrong/api/run"
                        + " | there is no emulator at http://h:1/api/run (status 404 There is no /wrong/api/run)"
                        + " | correct -Dhttp_url: scheme, host, port, and the path before /api/run, if any",
                "POST /api/run: 503 The emulator is shutting down"
                        + " | no emulator behind http://h:1/api/run takes a question"
                        + " (status 503 The emulator is shutting down)"
                        + " | check that an emulator is up and not full: its /health tells",
                "POST /api/run: status 404"
                        + " | there is no emulator at http://h:1/api/run (status 404)"
                        + " | correct -Dhttp_url: scheme, host, port, and the path before /api/run, if any",
                "POST /api/run: status 400, model must be one of constant, chat, fast"
                        + " | the emulator does not know the model; it knows constant, chat, fast"
                        + " | -Dmodel with one of these names",
                "POST /api/run: status 400, words must be at most 5"
                        + " | http://h:1/api/run refuses the question (status 400, words must be at most 5)"
                        + " | correct the settings of the answers,"
                        + " or use an emulator of the same version as the load test",
                "POST /api/run: status 502"
                        + " | the emulator at http://h:1/api/run cannot publish,"
                        + " or the load balancer cannot reach it (status 502)"
                        + " | check that Centrifugo is up,"
                        + " and CENTRIFUGO_API_URLS and CENTRIFUGO_HTTP_API_KEY of the emulator",
                "POST /api/run: status 503"
                        + " | no emulator behind http://h:1/api/run takes a question (status 503)"
                        + " | check that an emulator is up and not full: its /health tells",
                "POST /api/run: 429 Slow down"
                        + " | no emulator behind http://h:1/api/run takes a question (status 429 Slow down)"
                        + " | check that an emulator is up and not full: its /health tells",
                "POST /api/run: 500 Out of memory"
                        + " | http://h:1/api/run does not answer questions (status 500 Out of memory)"
                        + " | check that -Dhttp_url leads to an emulator",
                "POST /api/run: status 500"
                        + " | http://h:1/api/run does not answer questions (status 500)"
                        + " | check that -Dhttp_url leads to an emulator",
                "unreadable publication: the text is not traced"
                        + " | http://h:1 streams an answer, but not in traced text: it is no emulator, or the question does"
                        + " not reach it"
                        + " | -Dtraced=false measures times without proof; -Dmodel then names the server's model",
                "lost token: first at index 0, 5 in all; no marker (0 tokens came)"
                        + " | the emulator replied, but its tokens did not arrive"
                        + " | check that -Dhttp_url and -Dws_url belong to the same cluster",
                "close: i.g.h.c.i.StrangeException: what is this"
                        + " | a first user got no answer: close: what is this"
                        + " | check the target; docs/troubleshooting.md lists more causes",
                "auth: i.g.h.c.i.StrangeException: what is this"
                        + " | ws://w:2/connection/websocket does not speak Centrifugo's protocol: what is this"
                        + " | correct -Dws_url; Centrifugo's path is /connection/websocket",
                "connect: 500 Internal Server Error"
                        + " | ws://w:2/connection/websocket is no WebSocket of Centrifugo: 500 Internal Server Error"
                        + " | correct -Dws_url; Centrifugo's path is /connection/websocket",
                "subscribe: no reply"
                        + " | ws://w:2/connection/websocket accepts the WebSocket,"
                        + " but does not reply to Centrifugo's commands"
                        + " | correct -Dws_url, or see whether Centrifugo is overloaded",
            })
    void of_reason_tellsCauseAndRemedyInOneLineEach(String reason, String cause, String remedy) {
        var problem = TargetProblem.of(reason, "custom", ENDPOINTS);
        assertThat(problem.cause()).isEqualTo(cause);
        assertThat(problem.remedy()).isEqualTo(remedy);
        assertThat(problem.block()).contains("\nFAILED: " + cause + "\n").doesNotContain("s3cr3t");
    }

    @Test
    void of_clusterThatIsDown_namesTheScriptThatStartsIt() {
        assertThat(TargetProblem.of("connect: Connection refused", "cluster", ENDPOINTS)
                        .remedy())
                .isEqualTo("start it with bin/start_emulator.sh --no-load; bin/status_emulator.sh shows what is down");
    }
}
