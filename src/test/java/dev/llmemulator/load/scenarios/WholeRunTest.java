package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Load tests in processes of their own, of which everything that they print and write is searched. */
@Timeout(120)
class WholeRunTest {
    private static final String SMALL =
            "-Dclients=2 -Dcycles=1 -Dlength=20 -Ddelay=0.01 -Dwarmup=1.5 -DmaxLateness=60 -DsameClock=false";

    // Of a name and password that must not be printed, as text, as they stand in the URL, and as they are sent.
    private static final String HTTP_PASSWORD = "p@ss-of-http";
    private static final String SOCKET_PASSWORD = "pass-of-socket";
    private static final String TICKET = "ticket-of-query";

    // Digits of other scripts, and a comma as decimal point.
    private static final Pattern FOREIGN_NUMBER = Pattern.compile("[\\p{Nd}&&[^0-9]]|\\d,\\d+ (?:s|ms|%)");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {HTTP_PASSWORD, "another-password"})
    void secrets_ofEveryKind_areInNoOutput(String expected) throws Exception {
        try (var stack = EmbeddedStack.start(Map.of());
                var pipe = new BreakableProxy(stack.webSocketUrl());
                var proxy = new ReverseProxy("/llm", basic("alice", expected), stack.httpUrl())) {
            // Nothing listens at ::1, which comes first.
            var hosts = Files.writeString(folder.resolve("hosts"), "::1 localhost\n127.0.0.1 localhost\n");
            var right = expected.equals(HTTP_PASSWORD);
            var run = LoadTestProcess.run(
                    right ? 0 : 1,
                    StreamedAnswers.class,
                    folder,
                    SMALL + " -Djava.net.preferIPv6Addresses=true -Djdk.net.hosts.file=" + hosts,
                    "-Dhttp_url=HTTP://alice:p%40ss-of-http@localhost:" + proxy.port() + "/llm/",
                    "-Dws_url=ws://bob:" + SOCKET_PASSWORD + "@localhost:"
                            + pipe.url().getPort() + "/connection/websocket?ticket=" + TICKET,
                    "-DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=" + stack.tokenHmacSecret());
            var http = "http://localhost:" + proxy.port() + "/llm";
            assertThat(run.printed())
                    .contains(
                            right
                                    ? "\nPASSED: 2 answers"
                                    : "\nFAILED: " + http
                                            + "/api/run wants a name and a password, or others (status 401)")
                    .contains(http + ", ws://localhost:" + pipe.url().getPort() + "/connection/websocket?***")
                    .doesNotContain("cannot be compared");
            assertThat(pipe.heads().get(0)).contains(basic("bob", SOCKET_PASSWORD), TICKET);
            assertNothingContains(
                    "p@ss-of-http",
                    "p%40ss-of-http",
                    basic("alice", HTTP_PASSWORD).substring(6),
                    SOCKET_PASSWORD,
                    basic("bob", SOCKET_PASSWORD).substring(6),
                    TICKET,
                    stack.tokenHmacSecret());
        }
    }

    private void assertNothingContains(String... secrets) throws Exception {
        var names = new ArrayList<String>();
        for (var file : outputs()) {
            names.add(String.valueOf(file.getFileName()));
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(Stream.of(secrets).filter(text::contains))
                    .as(file.toString())
                    .isEmpty();
        }
        assertThat(names).contains("printed.txt");
    }

    private List<Path> outputs() throws Exception {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Egypt has digits of its own, Germany a decimal comma, and Turkey an i without a dot. US-ASCII is what LANG=C gives. */
    @ParameterizedTest
    @ValueSource(strings = {"ar EG US-ASCII", "de DE ISO-8859-1", "tr TR UTF-8"})
    void locale_anyOther_leavesNumbersAsTheyAre(String locale) throws Exception {
        var parts = locale.split(" ", -1);
        var run = LoadTestProcess.run(
                0,
                StreamedAnswers.class,
                folder,
                SMALL,
                "-Duser.language=%s -Duser.country=%s -Dfile.encoding=%s".formatted((Object[]) parts));
        assertThat(run.printed()).contains("Warming up for 1.5 s", "PASSED: 2 answers, 40 tokens");
        var summary = LoadTestProcess.summary(folder);
        assertThat(summary.at("/settings/delay").asDouble()).isEqualTo(0.01);
        assertThat(summary.at("/settings/length").asInt()).isEqualTo(20);
        for (var file : outputs()) {
            if (file.toString().matches(".*(summary\\.(json|md|xml)|printed\\.txt|/index\\.html|stats\\.js)")) {
                assertThat(FOREIGN_NUMBER
                                .matcher(Files.readString(file))
                                .results()
                                .map(found -> found.group()))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void question_longerThanTheModelCan_isRefusedBeforeTheRun() throws Exception {
        var run = LoadTestProcess.run(1, StreamedAnswers.class, folder, "-Dmodel=chat -Dlength=33334 -Dclients=1");
        assertThat(run.printed())
                .contains("\nFAILED: ", " refuses the question (status 400, words must be ", "33333")
                .doesNotContain("Warming up");
    }
}
