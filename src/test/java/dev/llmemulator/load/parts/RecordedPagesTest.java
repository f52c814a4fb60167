package dev.llmemulator.load.parts;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of the pages that the real parts showed under load. */
class RecordedPagesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page("centrifugo", recorded("centrifugo"));
        page("haproxy", recorded("haproxy"));
        page("narrow", recorded("haproxy").replace("{proxy=\"websocket\"} 15000", "{proxy=\"websocket\"} 4"));
        page("emulator/metrics", recorded("emulator"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void read_centrifugo_isItsConnectionsAndItsProcess() throws IOException {
        var source = new CentrifugoSource(page("centrifugo" + WebPage.namesOnly(CentrifugoSource.METRICS)));
        var reading = read(source);
        assertThat(reading.get(PartFigure.CONNECTIONS)).isEqualTo(2);
        assertThat(reading.get(PartFigure.CHANNELS)).isEqualTo(2);
        assertThat(reading.get(PartFigure.CPU_SECONDS)).isEqualTo(0.64);
        assertThat(reading.get(PartFigure.MEMORY_BYTES)).isEqualTo(85_471_232);
        assertThat(reading.get(PartFigure.OPEN_FILES)).isEqualTo(20);
        assertThat(reading.get(PartFigure.PROCESSORS)).isEqualTo(2);
        assertThat(reading.get(PartFigure.COMMANDS)).isEqualTo(159);
        assertThat(reading.get(PartFigure.DROPPED)).isZero();
        assertThat(reading.get(PartFigure.QUEUE)).isZero();
        assertThat(reading.get(PartFigure.SLOW_CLIENTS))
                .as("it never closed one")
                .isZero();
        assertThat(reading.get(PartFigure.LAG_SECONDS)).isCloseTo(2.883 / 1807, within(1e-9));
        assertThat(reading.tells(PartFigure.PLACES_LIMIT)).as("no limit is set").isFalse();
        assertThat(source.startedAt()).isCloseTo(1_795_726_387.09, within(0.01));
    }

    @Test
    void read_haproxy_isThatLimitThatHasTheFewestPlacesLeft() throws IOException {
        var source = new HaproxySource(page("haproxy"));
        var reading = read(source);
        assertThat(reading.get(PartFigure.CONNECTIONS)).isEqualTo(8);
        assertThat(reading.get(PartFigure.PLACES)).isEqualTo(8);
        assertThat(reading.get(PartFigure.PLACES_LIMIT)).isEqualTo(9988);
        assertThat(reading.get(PartFigure.COMMANDS)).isEqualTo(239);
        assertThat(reading.get(PartFigure.BUSY_SHARE)).isCloseTo(0.01, within(1e-9));
        assertThat(reading.tells(PartFigure.CPU_SECONDS)).as("it does not tell").isFalse();
        assertThat(source.startedAt()).isEqualTo(1_795_726_399);

        var narrow = read(new HaproxySource(page("narrow")));
        assertThat(narrow.get(PartFigure.PLACES)).isEqualTo(3);
        assertThat(narrow.get(PartFigure.PLACES_LIMIT)).isEqualTo(4);
    }

    @Test
    void read_emulator_isItsAnswersAndWhatItHadNoRoomFor() throws IOException {
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/emulator");
        var source = new EmulatorSource(ServerUrl.of(url), Trust.USUAL, TIMEOUT);
        var reading = read(source);
        assertThat(reading.get(PartFigure.PLACES)).isEqualTo(1);
        assertThat(reading.get(PartFigure.PLACES_LIMIT)).isEqualTo(10_000);
        assertThat(reading.get(PartFigure.TOKENS)).isEqualTo(1803);
        assertThat(reading.get(PartFigure.DROPPED)).isZero();
        assertThat(reading.get(PartFigure.CPU_SECONDS)).isEqualTo(2.95);
        assertThat(reading.get(PartFigure.OPEN_FILES)).isEqualTo(18);
        assertThat(reading.get(PartFigure.LINGER_SECONDS)).isEqualTo(0.005);
        assertThat(source.startedAt()).isCloseTo(1_795_726_389.873, within(0.001));
    }

    @Test
    void read_redis_isItsMemoryAndItsCommands() throws IOException {
        var info = RedisInfo.parse(recorded("redis"));
        var reading = new Reading();
        info.read(reading);
        assertThat(reading.get(PartFigure.DATA_BYTES)).isEqualTo(2_249_664);
        assertThat(reading.get(PartFigure.DATA_LIMIT_BYTES)).isEqualTo(1_073_741_824);
        assertThat(reading.get(PartFigure.PLACES)).isEqualTo(10);
        assertThat(reading.get(PartFigure.PLACES_LIMIT)).isEqualTo(10_000);
        assertThat(reading.get(PartFigure.KEYS)).isEqualTo(76);
        assertThat(reading.get(PartFigure.KEY_LIFE_SECONDS)).isCloseTo(546.706, within(1e-9));
        assertThat(reading.get(PartFigure.COMMANDS)).isEqualTo(34_757);
        assertThat(reading.get(PartFigure.CPU_SECONDS)).isCloseTo(0.32103, within(1e-9));
        assertThat(reading.get(PartFigure.MAIN_THREAD_CPU_SECONDS)).isCloseTo(0.320857, within(1e-9));
        assertThat(info.startedAt()).isCloseTo(1_795_726_386.7, within(0.1));
    }

    @Test
    void read_pageOfAnotherPart_isRefused() {
        assertThatThrownBy(() -> read(new HaproxySource(page("centrifugo"))))
                .hasMessage("its page has no metrics of HAProxy");
        assertThatThrownBy(() -> read(new CentrifugoSource(page("haproxy"))))
                .hasMessage("its page has no metrics of Centrifugo");
        assertThatThrownBy(() -> RedisInfo.parse("PONG")).hasMessage("its INFO is not that of a Redis");
    }

    private static Reading read(Source source) throws IOException {
        try (source) {
            var reading = new Reading();
            source.read(reading);
            return reading;
        }
    }

    private void page(String path, String text) {
        server.createContext("/" + path, exchange -> {
            var names =
                    List.of(Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "")
                            .replace("name[]=", "")
                            .split("&", -1));
            var body = text.lines()
                    .filter(line ->
                            names.contains("") || names.contains(line.replaceFirst("(_sum|_count|_bucket)?[{ ].*", "")))
                    .collect(joining("\n"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private WebPage page(String name) {
        return new WebPage(
                ServerUrl.of(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name)),
                "",
                Trust.USUAL,
                TIMEOUT);
    }

    private static String recorded(String name) throws IOException {
        try (var stream = RecordedPagesTest.class.getResourceAsStream("/parts/" + name + ".txt")) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
