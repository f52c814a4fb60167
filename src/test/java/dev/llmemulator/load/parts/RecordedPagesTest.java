package dev.llmemulator.load.parts;

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
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of the pages that the real parts showed under load. */
class RecordedPagesTest {
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        for (var name : new String[] {"centrifugo", "haproxy", "emulator"}) {
            var text = recorded(name).getBytes(StandardCharsets.UTF_8);
            server.createContext("/" + name, exchange -> {
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
                exchange.close();
            });
        }
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void read_centrifugo_isItsConnectionsAndItsProcess() throws IOException {
        var source = new CentrifugoSource(page("centrifugo"));
        var reading = read(source);
        assertThat(reading.get(PartFigure.CONNECTIONS)).isEqualTo(41);
        assertThat(reading.tells(PartFigure.PLACES_LIMIT)).as("no limit is set").isFalse();
        assertThat(source.startedAt()).isCloseTo(1_795_721_353.95, within(0.01));
    }

    @Test
    void read_haproxy_isThatLimitThatHasTheFewestPlacesLeft() throws IOException {
        var source = new HaproxySource(page("haproxy"));
        var reading = read(source);
        assertThat(reading.get(PartFigure.PLACES)).isEqualTo(41);
        assertThat(reading.tells(PartFigure.CPU_SECONDS)).as("it does not tell").isFalse();
        assertThat(source.startedAt()).isEqualTo(1_795_721_354);
    }

    @Test
    void read_emulator_isItsAnswers() throws IOException {
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/emulator");
        var reading = read(new EmulatorSource(ServerUrl.of(url), Trust.USUAL));
        assertThat(reading.get(PartFigure.PLACES)).isEqualTo(41);
    }

    @Test
    void read_redis_isItsMemoryAndItsCommands() throws IOException {
        var info = RedisInfo.parse(recorded("redis"));
        var reading = new Reading();
        info.read(reading);
        assertThat(reading.get(PartFigure.DATA_LIMIT_BYTES)).isEqualTo(1_073_741_824);
        assertThat(info.startedAt()).isCloseTo(1_795_721_354, within(1.0));
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

    private WebPage page(String name) {
        return new WebPage(
                ServerUrl.of(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name)),
                "",
                Trust.USUAL);
    }

    private static String recorded(String name) throws IOException {
        try (var stream = RecordedPagesTest.class.getResourceAsStream("/parts/" + name + ".txt")) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
