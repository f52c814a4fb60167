package dev.llmemulator.centrifugo;

import static dev.llmemulator.centrifugo.ScriptedApi.body;
import static dev.llmemulator.centrifugo.ScriptedApi.hangUp;
import static dev.llmemulator.centrifugo.ScriptedApi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.llmemulator.Waiting;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.publication.PublicationFormat;
import dev.llmemulator.settings.PublishSettings;
import dev.llmemulator.stream.AnswerCarrier;
import dev.llmemulator.stream.AnswerEvent;
import dev.llmemulator.stream.AnswerFeed;
import dev.llmemulator.stream.AnswerFeeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sink and its pacer against an API that misbehaves on demand. */
@Timeout(30)
class CentrifugoSinkTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /** A session whose events cannot be written. */
    private static final String BROKEN = "broken";

    private static final PublicationFormat FORMAT = (event, sentMicros, json) -> {
        if (event.sessionId().equals(BROKEN)) {
            throw new IllegalStateException("broken on purpose");
        }
        json.writeStartObject();
        json.writeStringField("text", event.sessionId());
        json.writeEndObject();
    };

    private final List<AutoCloseable> open = new ArrayList<>();
    private ScriptedApi api;

    @BeforeEach
    void start() throws IOException {
        api = opened(new ScriptedApi());
    }

    @AfterEach
    void stop() throws Exception {
        for (var resource : open) {
            resource.close();
        }
    }

    @Test
    void publish_manyWhileOneIsUnderWay_goOutTogetherInParallelMode() {
        var pause = new Pause();
        api.then(pause);
        var publisher = publisher(1, api.url());

        var first = offered(publisher, "first");
        pause.awaitReached();
        var others = new ArrayList<Letter>();
        for (var i = 0; i < 30; i++) {
            others.add(offered(publisher, "channel-" + i));
        }
        pause.end();

        first.assertAccepted();
        for (var other : others) {
            other.assertAccepted();
        }
        // Batches of 20 at most: 1 + 20 + 10.
        assertThat(api.requests)
                .extracting(request -> request.get("commands").size())
                .containsExactly(1, 20, 10);
        assertThat(api.requests).allMatch(request -> request.get("parallel").asBoolean());
        var command = api.requests.get(0).get("commands").get(0).get("publish");
        assertThat(command.toString())
                .isEqualTo("{\"channel\":\"session:first\",\"data\":{\"text\":\"first\"},"
                        + "\"version\":1,\"version_epoch\":\"epoch\"}");
    }

    @Test
    void publish_oneOfABatchRefused_failsThatOneAlone() {
        var pause = new Pause();
        api.then(pause)
                .then(body(
                        "{\"replies\":[{\"publish\":{}},{\"error\":{\"code\":102,\"message\":\"unknown channel\"}}]}"));
        var publisher = publisher(1, api.url());

        var first = offered(publisher, "a");
        pause.awaitReached();
        var second = offered(publisher, "b");
        var third = offered(publisher, "c");
        pause.end();

        first.assertAccepted();
        second.assertAccepted();
        third.assertFailed("Centrifugo refused: error 102, unknown channel");
    }

    @Test
    void publish_temporaryErrors_areTriedAgainWithTheSameVersion() {
        api.then(body("{\"replies\":[{\"error\":{\"code\":100,\"message\":\"internal\"}}]}"))
                .then(body("{\"error\":{\"code\":111,\"message\":\"too many requests\"}}"))
                .then(body("{\"replies\":[]}"))
                .then(body("{\"replies\":[{}]}"))
                .then(body("{\"replies\":[{\"pub"))
                .then(body("[]"))
                .then(status(503))
                .then(status(429))
                .then(hangUp());

        offered(publisher(1, api.url()), "a").assertAccepted();

        // OkHttp itself repeats a request whose connection breaks before any reply, so there may be one more.
        assertThat(api.requests.size()).isBetween(10, 11);
        assertThat(versions()).containsOnly(1L);
    }

    @Test
    void publish_wrongKeyOrBatchRefused_failsAtOnce() {
        api.then(status(401)).then(body("{\"error\":{\"code\":107,\"message\":\"bad request\"}}"));
        var publisher = publisher(1, api.url());

        offered(publisher, "a").assertFailed("answered with HTTP status 401");
        assertThat(api.requests).hasSize(1);
        offered(publisher, "b").assertFailed("error 107, bad request");
        assertThat(api.requests).hasSize(2);
    }

    @Test
    void publish_oneNodeDead_usesTheOther() throws IOException {
        var publisher = publisher(2, deadAddress(), api.url());

        for (var i = 0; i < 20; i++) {
            offered(publisher, "channel-" + i).assertAccepted();
        }
        assertThat(api.requests).isNotEmpty();
    }

    @Test
    void publish_oneNodeSilent_usesTheOtherAfterTheRequestTimeout() throws IOException {
        var silent = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        var publisher = publisher(1, URI.create("http://127.0.0.1:" + silent.getLocalPort()), api.url());

        offered(publisher, "a").assertAccepted();
    }

    @Test
    void publish_allNodesDead_failsAtItsDeadline() throws IOException {
        var publisher = publisher(2, Duration.ofMillis(300), deadAddress());

        var letter = offered(publisher, "a");

        letter.assertFailed("could not be reached");
        assertThat(publisher.state().lag()).isZero();
    }

    /** Those that wait for their turn at a node that hangs, too. */
    @Test
    void publish_moreThanASilentNodeGetsThrough_allFailSoonAfterTheirDeadline() throws IOException {
        var silent = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        var publisher = publisher(1, Duration.ofSeconds(1), URI.create("http://127.0.0.1:" + silent.getLocalPort()));
        var startNs = System.nanoTime();
        var letters = new ArrayList<Letter>();
        // In batches of 20, half a second each, their first tries alone would take ten seconds.
        for (var i = 0; i < 400; i++) {
            letters.add(offered(publisher, "channel-" + i));
        }

        letters.forEach(letter -> letter.assertFailed("be reached"));
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void publish_noNodeThere_isNoDoubt() throws IOException {
        var letter = offered(publisher(2, Duration.ofMillis(300), deadAddress()), "a");

        letter.assertFailed("could not be reached");

        assertThat(letter.inDoubt).isFalse();
    }

    @Test
    void publish_connectionBrokenBeforeTheReply_isInDoubt() {
        api.then(hangUp()).then(hangUp());
        var letter = offered(publisher(1, api.url()), "a");

        letter.assertAccepted();

        assertThat(letter.inDoubt).isTrue();
    }

    @Test
    void lag_whileNodesAreDead_growsWithTheWait() throws IOException {
        var publisher = publisher(1, deadAddress());
        offered(publisher, "a");

        Waiting.until("lag", () -> publisher.state().lag().compareTo(Duration.ofMillis(200)) >= 0);
    }

    @Test
    void publish_noLongerWanted_isDroppedAndAskedForNothing() {
        var pause = new Pause();
        api.then(pause);
        var publisher = publisher(1, api.url());
        var first = offered(publisher, "a");
        pause.awaitReached();
        var unwanted = offered(publisher, "b");
        unwanted.wanted = false;
        pause.end();

        first.assertAccepted();
        offered(publisher, "c").assertAccepted();

        assertThat(unwanted.outcome).isNotDone();
        assertThat(channels()).containsExactly("session:a", "session:c");
        assertThat(publisher.state().lag()).isZero();
    }

    @Test
    void add_dueBeforeTheOneThatIsWaitedFor_goesOutFirst() {
        var publisher = publisher(1, api.url());
        var later = offeredForLater(publisher);

        offered(publisher, "now").assertAccepted();

        assertThat(later.outcome).isNotDone();
        assertThat(channels()).containsExactly("session:now");
    }

    @Test
    void recheck_dueEarlierThanItWas_goesOutAtOnce() {
        var publisher = publisher(1, api.url());
        var letter = offeredForLater(publisher);

        letter.dueNs = System.nanoTime();
        publisher.recheck(letter);

        letter.assertAccepted();
    }

    @Test
    void recheck_noLongerWanted_isForgotten() {
        var publisher = publisher(1, api.url());
        var letter = offeredForLater(publisher);

        letter.wanted = false;
        publisher.recheck(letter);
        letter.wanted = true;
        letter.dueNs = System.nanoTime();
        publisher.recheck(letter);

        offered(publisher, "b").assertAccepted();
        assertThat(letter.outcome).isNotDone();
        assertThat(channels()).containsExactly("session:b");
    }

    @Test
    void acceptedOrWrite_throws_failsThatOneAndGoesOn() {
        var publisher = publisher(1, api.url());
        var broken = new Letter("a") {
            @Override
            public boolean accepted() {
                throw new IllegalStateException("broken on purpose");
            }
        };

        for (var letter : List.of(broken, new Letter(BROKEN))) {
            publisher.add(letter);

            letter.assertFailed("its log says why");
            offered(publisher, "b").assertAccepted();
        }
    }

    @Test
    void close_publicationsLeft_endInAnError() throws IOException {
        var publisher = publisher(1, deadAddress());
        var before = offered(publisher, "a");

        publisher.close();
        var after = offered(publisher, "b");

        assertThat(before.outcome).failsWithin(Duration.ofSeconds(10));
        assertThat(after.outcome).failsWithin(Duration.ofSeconds(10));
    }

    private AnswerCarrier publisher(int workers, URI... nodes) {
        return publisher(workers, DEADLINE, nodes);
    }

    private AnswerCarrier publisher(int workers, Duration deadline, URI... nodes) {
        return opened(CentrifugoSink.pacer(
                new PublishSettings(
                        List.of(nodes),
                        "key",
                        List.of(),
                        workers,
                        20,
                        Duration.ZERO,
                        false,
                        Duration.ofMillis(500),
                        deadline),
                FORMAT,
                PacerObserver.NONE));
    }

    private static Letter offered(AnswerCarrier publisher, String channel) {
        var letter = new Letter(channel);
        publisher.add(letter);
        return letter;
    }

    private static Letter offeredForLater(AnswerCarrier publisher) {
        var letter = new Letter("later");
        letter.dueNs = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        publisher.add(letter);
        return letter;
    }

    private List<Long> versions() {
        return commands().map(command -> command.get("version").asLong()).toList();
    }

    private List<String> channels() {
        return commands().map(command -> command.get("channel").asText()).toList();
    }

    private Stream<JsonNode> commands() {
        return api.requests.stream()
                .flatMap(request -> StreamSupport.stream(request.get("commands").spliterator(), false))
                .map(command -> command.get("publish"));
    }

    /** An address where nobody listens. */
    private static URI deadAddress() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(0, resource);
        return resource;
    }

    /** Holds a request up until a test has done what it wants done meanwhile. */
    private final class Pause implements ScriptedApi.Step {
        private final CompletableFuture<Boolean> reached = new CompletableFuture<>();
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();

        @Override
        public void answer(HttpExchange exchange, JsonNode request) throws IOException {
            reached.complete(true);
            assertThat(over).as("the end of the pause").succeedsWithin(Duration.ofSeconds(10));
            api.accept(exchange, request);
        }

        void awaitReached() {
            assertThat(reached).as("the request").succeedsWithin(Duration.ofSeconds(10));
        }

        void end() {
            over.complete(true);
        }
    }

    /** A feed of one event, due at once, that remembers how it ended. */
    private static class Letter implements AnswerFeed {
        volatile long dueNs = System.nanoTime();
        private final AnswerEvent event;
        final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        volatile boolean wanted = true;
        volatile boolean inDoubt;

        Letter(String sessionId) {
            this.event = AnswerFeeds.fresh(sessionId, "epoch", 1).event();
        }

        @Override
        public long restDueNs(long byNs, int most) {
            return dueNs();
        }

        @Override
        public AnswerEvent event(int ahead) {
            return event;
        }

        @Override
        public long dueNs() {
            return dueNs;
        }

        @Override
        public boolean isWanted() {
            return wanted;
        }

        @Override
        public int due(long nowNs, int most) {
            return 1;
        }

        @Override
        public int begin(int events) {
            return events;
        }

        @Override
        public void returned(boolean mayArrive, long nowNs) {
            inDoubt |= mayArrive;
        }

        @Override
        public boolean accepted() {
            outcome.complete(true);
            return false;
        }

        @Override
        public boolean failed(String reason) {
            outcome.completeExceptionally(new IOException(reason));
            return false;
        }

        void assertAccepted() {
            assertThat(outcome).as(event.sessionId()).succeedsWithin(Duration.ofSeconds(10));
        }

        void assertFailed(String message) {
            assertThatThrownBy(() -> outcome.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining(message);
        }
    }
}
