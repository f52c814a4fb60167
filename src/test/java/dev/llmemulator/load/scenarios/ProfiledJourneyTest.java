package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Waiting;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.ProfileBackend.Route;
import dev.llmemulator.standin.ServerLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users who talk to backends by profiles, by way of a stand-in for Centrifugo. */
@Timeout(60)
class ProfiledJourneyTest extends JourneyFixture {
    private static final String TOKENS = """
            tokens {
              connection { signed { secret_env = SECRET } }
              subscription { signed { secret_env = SECRET } }
            }
            """;

    /** The backend of docs/profiles.md. */
    private static final String TUTORIAL = """
            ask { path = "/chat", body { chat_id = "#{session}", message = "#{question}" } }
            channel = "session:#{session}"
            publications { text = "/delta", end { pointer = "/done", equals = true } }
            """ + TOKENS;

    private static final Route CHAT = request -> {
        request.deltas(
                "session:" + request.body.path("chat_id").asText(),
                request.body.path("message").asText());
        request.reply(200, Map.of("ok", true));
    };

    @TempDir
    private Path folder = Path.of("");

    @Test
    void emulator_byItsProfile_isReadAsByItsFastPath() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of())) {
            Figures figures = new JourneyRun(clock, () -> serverClock, rows)
                    .take(
                            Map.of(
                                    "profile",
                                    "emulator",
                                    "clients",
                                    "3",
                                    "cycles",
                                    "2",
                                    "length",
                                    "20",
                                    "delay",
                                    "0.002"),
                            () -> new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret()),
                            List.of(JourneyFixture::watch));
            assertAllPassed(figures, 6);
            assertThat(figures.tokens()).isEqualTo(6 * 20);
            assertThat(figures.histogram(Metric.TOKEN_DELAY).getTotalCount()).isEqualTo(6 * 20);
            assertThat(figures.histogram(Metric.ANSWER_OVER_IDEAL).getTotalCount())
                    .isEqualTo(6);
        }
    }

    @Test
    void deltas_subscribeThenAsk_provesEachTokenAndTimesIt() throws Exception {
        Figures figures = take(TUTORIAL, Map.of("/chat", CHAT), pieces -> pieces);
        assertAllPassed(figures, 6);
        assertThat(figures.tokens()).isEqualTo(6 * 8);
        assertThat(figures.histogram(Metric.TOKEN_DELIVERY).getTotalCount()).isEqualTo(6 * 8);
        assertThat(figures.histogram(Metric.TOKEN_DELAY).getTotalCount()).isZero();
        assertThat(figures.histogram(Metric.TTFT).getTotalCount()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "drops, LOST",
        "swaps, REORDERED",
        "foreign, FOREIGN_SESSION",
        "trims, WHITE_SPACE",
    })
    void backend_brokenOnPurpose_isNamedRight(String how, AnomalyKind kind) throws Exception {
        Figures figures = take(TUTORIAL, Map.of("/chat", CHAT), pieces -> broken(how, pieces));
        assertThat(figures.anomalies()).containsOnlyKeys(kind).containsEntry(kind, 6L);
        assertThat(figures.failed()).isEqualTo(6);
    }

    private static List<String> broken(String how, List<String> pieces) {
        var changed = new ArrayList<String>(pieces);
        switch (how) {
            case "drops" -> changed.remove(3);
            case "swaps" -> Collections.swap(changed, 3, 4);
            case "foreign" -> {
                return ProfileBackend.traced("another", 8);
            }
            default -> changed.replaceAll(String::strip);
        }
        return changed;
    }

    @Test
    void snapshots_numberedWithTypes_proveTheSame() throws Exception {
        var profile = """
                ask { path = "/ask", method = PUT, body = "#{question}", headers { X-Session = "#{session}" }
                      reply { comes = unread } }
                channel = "session:#{session}"
                publications {
                  text { pointer = "/message/content", when { pointer = "/type", equals = message } }
                  mode = snapshot
                  index = "/seq"
                  end = traced
                }
                """ + TOKENS;
        Figures figures = take(
                profile,
                Map.of("/ask", request -> {
                    var channel = "session:" + request.header("X-Session");
                    var pieces = request.pieces(request.body.asText());
                    request.publish(channel, Map.of("type", "typing", "message", Map.of("content", "...")));
                    for (var i = 0; i < pieces.size(); i += 3) {
                        var soFar = String.join("", pieces.subList(0, Math.min(pieces.size(), i + 3)));
                        request.publish(
                                channel,
                                Map.of("type", "message", "seq", 1 + i / 3, "message", Map.of("content", soFar)));
                    }
                    request.reply(202, Map.of());
                }),
                pieces -> pieces);
        assertAllPassed(figures, 6);
        assertThat(figures.tokens()).isEqualTo(6 * 8);
        assertThat(figures.others()).isEqualTo(6);
        // Nine pieces came three at a time, and what the user sees comes with a publication.
        assertThat(figures.histogram(Metric.INTER_TOKEN_LATENCY).getTotalCount())
                .isEqualTo(6 * 2);
    }

    @Test
    void askThenSubscribe_toTheChannelOfTheReply_missesNothingThatCameBefore() throws Exception {
        var profile = """
                order = ask_then_subscribe
                before = [
                  { name = login, path = "/login", body { user = "#{user}", key = "#{env.SECRET}" }, save { token = "/token" } }
                  { name = "new chat", path = "/chats", headers { Authorization = "Bearer #{token}" }
                    body {}, save { chat = "/id" }, once = answer }
                ]
                ask {
                  path = "/chats/#{chat}"
                  headers { Authorization = "Bearer #{token}" }
                  body { text = "#{question}", number = "#{user_number}", length = "#{words}" }
                  status = [201, 202]
                  reply { comes = at_once, channel = "/stream/channel", save { stream_token = "/stream/token" } }
                }
                tokens {
                  connection { fetched { path = "/token?for=#{question}", headers { Authorization = "Bearer #{token}" }, pointer = "/jwt" } }
                  subscription { given = "#{stream_token}" }
                }
                publications { text = "/delta", end { pointer = "/done", equals = true } }
                """;
        var jwts = new UserJwts(SECRET);
        Map<String, Route> routes = Map.of(
                "/login",
                request -> {
                    request.cookie("sid=" + request.body.path("user").asText() + "; Path=/");
                    request.reply(
                            200,
                            Map.of("token", "of " + request.body.path("user").asText()));
                },
                "/chats",
                request -> request.reply(201, Map.of("id", 7)),
                "/token",
                request -> {
                    assertThat(request.header("Cookie")).startsWith("sid=user-");
                    var user = String.valueOf(request.header("Authorization")).replaceFirst("Bearer of ", "");
                    request.reply(200, Map.of("jwt", jwts.forConnection(user)));
                },
                "/chats/7",
                request -> {
                    assertThat(request.body.path("number").isInt()).isTrue();
                    assertThat(request.body.path("length").asInt()).isEqualTo(8);
                    var user = String.valueOf(request.header("Authorization")).replaceFirst("Bearer of ", "");
                    var channel = "session:" + UUID.randomUUID();
                    request.deltas(channel, request.body.path("text").asText());
                    request.reply(
                            202,
                            Map.of("stream", Map.of("channel", channel, "token", jwts.forSubscription(user, channel))));
                });
        var given = new HashMap<String, String>();
        try (var backend = backend(routes)) {
            Figures figures = take(profile, backend, given);
            assertAllPassed(figures, 6);
            assertThat(backend.requests("/login")).isEqualTo(3);
            assertThat(backend.requests("/chats")).isEqualTo(6);
            assertThat(backend.requests("/token")).isEqualTo(6);
            assertThat(backend.seen)
                    .anyMatch(request ->
                            request.startsWith("GET /token?for=What+would+a+language+model+say%3F+%5B%5Bwords%3D8+"));
        }
    }

    @Test
    void askThenSubscribe_toAChannelWhoseBeginningIsGone_readsWhatComes() throws Exception {
        keepNoMoreOfAChannelThan(50);
        var profile = """
                order = ask_then_subscribe
                ask { path = "/ask", body { q = "#{question}", user = "#{user}" }
                      reply { comes = at_once, channel = "/channel", save { id = "/id" } } }
                publications {
                  text = "/delta"
                  end = "/done"
                  answer { pointer = "/id", equals = "#{id}" }
                }
                """ + TOKENS;
        var ids = new AtomicInteger();
        Figures figures = take(
                profile,
                Map.of("/ask", request -> {
                    var id = ids.incrementAndGet();
                    var channel = "session:" + request.body.path("user").asText();
                    for (var i = 0; i < 60; i++) {
                        request.publish(channel, Map.of("id", "old", "delta", "x"));
                    }
                    request.reply(202, Map.of("id", id, "channel", channel));
                    Waiting.until("the user to subscribe", () -> standIn.subscribers(channel) == 1);
                    for (var piece : request.pieces(request.body.path("q").asText())) {
                        request.publish(channel, Map.of("id", id, "delta", piece));
                    }
                    request.publish(channel, Map.of("id", id, "done", 1));
                }),
                pieces -> pieces);
        assertAllPassed(figures, 6);
    }

    @Test
    void sharedChannel_answersToldApartByAPointer_areEachReadAlone() throws Exception {
        var profile = """
                ask { path = "/chat", body { message = "#{question}" }
                      reply { comes = at_once, save { id = "/id" } } }
                channel = "session:all"
                publications {
                  text = "/delta"
                  end = "/done"
                  answer { pointer = "/id", equals = "#{id}" }
                }
                """ + TOKENS;
        var ids = new AtomicInteger();
        Figures figures = take(
                profile,
                Map.of("/chat", request -> {
                    var id = ids.incrementAndGet();
                    var pieces = request.pieces(request.body.path("message").asText());
                    // The first of them come before the reply says whose they are.
                    pieces.subList(0, 4)
                            .forEach(piece -> request.publish("session:all", Map.of("id", id, "delta", piece)));
                    request.reply(200, Map.of("id", id));
                    pieces.subList(4, 9)
                            .forEach(piece -> request.publish("session:all", Map.of("id", id, "delta", piece)));
                    request.publish("session:all", Map.of("id", id, "done", 1));
                }),
                pieces -> pieces);
        assertAllPassed(figures, 6);
        assertThat(figures.tokens()).isEqualTo(6 * 8);
        assertThat(figures.otherAnswers()).isPositive();
    }

    @Test
    void dataThatIsJsonInAText_isReadAsThatJson() throws Exception {
        Route encoding = request -> {
            var channel = "session:" + request.body.path("chat_id").asText();
            for (var piece : request.pieces(request.body.path("message").asText())) {
                standIn.publish(channel, List.of(quoted("{\"delta\":" + quoted(piece) + "}")));
            }
            standIn.publish(channel, List.of(quoted("{\"done\":true}"), "\"no JSON\"", "{\"done\":true}"));
            request.reply(200, Map.of());
        };
        Figures figures = take(
                TUTORIAL.replace("publications {", "publications { encoded = true,"),
                Map.of("/chat", encoding),
                pieces -> pieces);
        assertAllPassed(figures, 6);
        assertThat(figures.tokens()).isEqualTo(6 * 8);
        assertThat(figures.others()).isEqualTo(6 * 2);
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    @Test
    void backendThatFails_isCountedWithItsReason() throws Exception {
        var profile = TUTORIAL.replace(
                "publications {",
                "publications { error { pointer = \"/status\", equals = failed, reason = \"/why\" },");
        Figures figures = take(
                profile,
                Map.of("/chat", request -> {
                    request.publish(
                            "session:" + request.body.path("chat_id").asText(),
                            Map.of("status", "failed", "why", "no money"));
                    request.reply(200, Map.of());
                }),
                pieces -> pieces);
        assertThat(figures.errors()).containsOnly(Map.entry("error marker", 6L));
        Figures refused = take(
                TUTORIAL,
                Map.of("/chat", request -> request.reply(422, Map.of("detail", "message must be short"))),
                pieces -> pieces);
        assertThat(refused.errors()).containsOnly(Map.entry("ask: 422 message must be short", 6L));
    }

    @Test
    void leaveAndReturn_recoversFromWhereItWas() throws Exception {
        Map<String, Route> slow = Map.of("/chat", request -> {
            var channel = "session:" + request.body.path("chat_id").asText();
            for (var piece : request.pieces(request.body.path("message").asText())) {
                request.publish(channel, Map.of("delta", piece));
                Thread.sleep(100);
            }
            request.publish(channel, Map.of("done", true));
            request.reply(200, Map.of());
        });
        try (var backend = backend(slow)) {
            Figures figures = new JourneyRun(clock, () -> serverClock, rows)
                    .take(
                            settings(TUTORIAL, backend, Map.of("cycles", "1")),
                            () -> endpoints(backend.url()),
                            List.of(JourneyFixture::leaveAndReturn));
            assertAllPassed(figures, 3);
            assertThat(figures.connected()).isEqualTo(6);
            assertThat(figures.tokens()).isEqualTo(3 * 8);
        }
    }

    @Test
    void serverSide_personalChannel_livesOnOverAllAnswersOfItsUser() throws Exception {
        var profile = """
                order = server_side
                channel = "personal:#{user}"
                session = user
                ask { path = "/chat", body { who = "#{user}", session = "#{session}", text = "#{question}" }
                      reply { comes = at_once } }
                connect { data { name = "#{user}" }, headers { Authorization = "Bearer #{env.SECRET}" } }
                publications { text = "/delta", end { pointer = "/done", equals = true } }
                """;
        var sessions = new ConcurrentSkipListSet<String>();
        try (var socket = new PlainSocket();
                var backend = new ProfileBackend(socket::publish, Map.of("/chat", request -> {
                    sessions.add(request.body.path("session").asText());
                    var channel = "personal:" + request.body.path("who").asText();
                    socket.publish("news:all", "{\"delta\":\"nothing of the answer\"}");
                    request.reply(202, Map.of());
                    request.deltas(channel, request.body.path("text").asText());
                }))) {
            Figures figures = new JourneyRun(clock, () -> serverClock, rows)
                    .take(
                            settings(profile, backend, Map.of("reuse", "true")),
                            () -> new Endpoints(backend.url(), socket.url(), ""),
                            List.of(JourneyFixture::watch));
            assertAllPassed(figures, 6);
            assertThat(figures.connected()).isEqualTo(3);
            assertThat(figures.others()).isGreaterThanOrEqualTo(6);
            assertThat(sessions).hasSize(3);
            assertThat(socket.commands("subscribe")).isEmpty();
            assertThat(socket.commands("connect"))
                    .allSatisfy(each -> assertThat(each.has("token")).isFalse())
                    .allSatisfy(
                            each -> assertThat(each.at("/data/name").asText()).startsWith("user-"));
        }
    }

    @Test
    void tokensThatExpire_areRenewedWhenTheServerAsks() throws Exception {
        var profile = TUTORIAL.replace(
                "connection { signed { secret_env = SECRET } }",
                "connection { fetched { path = \"/token\", pointer = \"\" } }");
        try (var socket = new PlainSocket();
                var backend = new ProfileBackend(
                        socket::publish, Map.of("/token", request -> request.replyText("opaque"), "/chat", request -> {
                            Waiting.until(
                                    "both tokens renewed twice",
                                    () -> socket.commands("refresh").size() > 1
                                            && socket.commands("sub_refresh").size() > 1);
                            CHAT.answer(request);
                        }))) {
            Figures figures = new JourneyRun(clock, () -> serverClock, rows)
                    .take(
                            settings(profile, backend, Map.of("clients", "1", "cycles", "1")),
                            () -> new Endpoints(backend.url(), socket.url(), ""),
                            List.of(JourneyFixture::watch));
            assertAllPassed(figures, 1);
            assertThat(backend.requests("/token")).isGreaterThan(2);
            assertThat(socket.commands("refresh"))
                    .allSatisfy(each -> assertThat(each.path("token").asText()).isEqualTo("opaque"));
            assertThat(socket.commands("sub_refresh"))
                    .allSatisfy(
                            each -> assertThat(each.path("channel").asText()).startsWith("session:"));
        }
    }

    private void keepNoMoreOfAChannelThan(int publications) {
        var usual = ServerLimits.defaults();
        standIn.close();
        standIn = StandIn.start(StandInSettings.of("api-key", SECRET)
                .withLimits(new ServerLimits(
                        usual.pingInterval(),
                        usual.pongTimeout(),
                        usual.staleCloseDelay(),
                        usual.expiredCloseDelay(),
                        usual.queueMaxBytes(),
                        publications,
                        usual.historyTtl(),
                        usual.historyMetaTtl(),
                        usual.recoveryLimit())));
    }

    private Figures take(String profile, Map<String, Route> routes, UnaryOperator<List<String>> fault)
            throws Exception {
        try (var backend = backend(routes)) {
            backend.fault = fault;
            return take(profile, backend, Map.of());
        }
    }

    private ProfileBackend backend(Map<String, Route> routes) throws IOException {
        return new ProfileBackend((channel, data) -> standIn.publish(channel, List.of(data)), routes);
    }

    private Figures take(String profile, ProfileBackend backend, Map<String, String> given) throws IOException {
        return new JourneyRun(clock, () -> serverClock, rows)
                .take(
                        settings(profile, backend, given),
                        () -> endpoints(backend.url()),
                        List.of(JourneyFixture::watch));
    }

    private Map<String, String> settings(String profile, ProfileBackend backend, Map<String, String> given)
            throws IOException {
        var file = folder.resolve("backend.conf");
        Files.writeString(
                file,
                "http_url = \"%s\"\nws_url = \"%s\"\n%s".formatted(backend.url(), standIn.webSocketUrl(), profile));
        var settings = new HashMap<String, String>(Map.of(
                "profile",
                file.toString(),
                "clients",
                "3",
                "cycles",
                "2",
                "length",
                "8",
                "delay",
                "0",
                "SECRET",
                SECRET));
        settings.putAll(given);
        return settings;
    }

    private static void assertAllPassed(Figures figures, int answers) {
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(answers);
        assertThat(figures.anomalies()).isEmpty();
    }
}
