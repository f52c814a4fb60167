package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Profiles a program whose processor time goes to one method, by {@code bin/profile}, which Maven gives its profiler. */
@EnabledOnOs(OS.LINUX)
@Timeout(240)
class ProfileIT {
    private static final long LIMIT_S = 200;

    private static final String SECRET = "5d41402abc4b2a76";

    private static final String BUSY = """
            package busy.work;

            class Busy {
                static volatile double result;

                public static void main(String[] arguments) throws Exception {
                    System.out.println("ready");
                    for (int i = 0; i < 20_000; i++) {
                        burn();
                        Thread.sleep(10);
                    }
                }

                private static void burn() {
                    double sum = 0;
                    for (int i = 0; i < 1_000_000; i++) {
                        sum += Math.sqrt(i);
                    }
                    result = sum;
                }
            }
            """;

    // One for all tests, so that Maven is asked for the profiler once.
    @TempDir
    private static Path folder = Path.of("");

    private static Path checkout;
    private Process busy;

    @BeforeAll
    static void copyScripts() throws IOException {
        checkout = Files.createDirectory(folder.resolve("a folder with spaces"));
        var bin = Files.createDirectory(checkout.resolve("bin"));
        for (var script : List.of("lib.sh", "profile")) {
            Files.copy(Path.of("bin", script), bin.resolve(script));
        }
        Files.writeString(checkout.resolve("Busy.java"), BUSY);
    }

    @BeforeEach
    void startBusy() throws IOException {
        // bin/profile knows the load test by the name of its class.
        var builder = new ProcessBuilder("java", "-Dany=" + SECRET, "Busy.java", "io.gatling.app.Gatling", SECRET)
                .directory(checkout.toFile())
                .redirectErrorStream(true);
        builder.environment().put("ANY", SECRET);
        busy = builder.start();
        assertThat(busy.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void endBusy() {
        busy.destroyForcibly();
    }

    @Test
    @Needs(Program.CURL)
    void emulator_isProfiled_showsItsTimePerTokenWithAFlameGraph() throws Exception {
        var stat = Files.readString(Path.of("/proc/" + busy.pid() + "/stat")).replaceFirst(".*\\) ", "");
        Files.writeString(
                Files.createDirectory(checkout.resolve(".run")).resolve("emulator1.pid"),
                busy.pid() + " " + stat.split(" ", -1)[19] + "\n");
        var tokens = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            var page = "llm_emulator_tokens_published_total{api=\"run\"} " + tokens.addAndGet(2_000) + "\n";
            exchange.sendResponseHeaders(200, page.length());
            exchange.getResponseBody().write(page.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try {
            var port = String.valueOf(server.getAddress().getPort());
            assertThat(profile(Map.of("EMULATOR1_PORT", port), "emulator1"))
                    .containsPattern(
                            "emulator1 for 2 s: [\\d.]+ s of processor time, .*; 2000 tokens, [\\d.]+ µs each\n")
                    .containsPattern("\n[1-9]\\d* samples by async-profiler\n")
                    .containsPattern("µs/token  thread .*\n +[\\d.]+ % +[\\d.]+  main\n")
                    .containsPattern("µs/token  whose code .*\n +[\\d.]+ % +[\\d.]+  busy\n")
                    .containsPattern("µs/token  the method itself\n +[\\d.]+ % +[\\d.]+  busy\\.work\\.Busy\\.burn\n");
        } finally {
            server.stop(0);
        }
        // The process has it mapped, and crashed when it was written once more.
        var library = checkout.resolve("target/profile/libasyncProfiler-4.1.so");
        var written = Files.getLastModifiedTime(library);
        assertThat(profile(Map.of(), "load")).contains(" samples by async-profiler\n");
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(written);
    }

    @Test
    void loadTest_asyncProfilerCannotBeLoaded_isProfiledByJfr() throws Exception {
        var stubs = Files.createDirectory(checkout.resolve("stubs"));
        var jcmd = Files.writeString(stubs.resolve("jcmd"), """
                #!/bin/sh
                case "$*" in
                    *JVMTI*) echo "return code: 100" ;;
                    *) PATH=${PATH#*:} exec jcmd "$@" ;;
                esac
                """);
        Files.setPosixFilePermissions(jcmd, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(profile(Map.of("PATH", stubs + ":" + System.getenv("PATH")), "load"))
                .doesNotContain("µs")
                .containsPattern("\n[1-9]\\d* samples by JFR\n")
                .containsPattern("thread .*\n +[\\d.]+ %  main\n")
                .containsPattern("whose code .*\n +[\\d.]+ %  busy\n")
                .containsPattern("the method itself\n +[\\d.]+ %  busy\\.work\\.Busy\\.burn\n");
    }

    /** Profiles for two seconds, and returns what was printed; checks the files, and that nothing goes on. */
    private String profile(Map<String, String> environment, String part) throws Exception {
        var printed = ProcessRun.of(checkout, LIMIT_S, environment, "bin/profile", part, "2")
                .printedBySuccess();
        var name = printed.replaceFirst("(?s).*\nFlame graph  (target/profile/\\S+)\\.html\n.*", "$1");
        assertThat(checkout.resolve(name + ".html")).content().contains("Busy.burn", part + " for 2 s");
        assertThat(checkout.resolve(name + ".jfr"))
                .content(StandardCharsets.ISO_8859_1)
                .contains("burn")
                .doesNotContain(SECRET);
        assertThat(busy.isAlive()).isTrue();
        assertThat(ProcessRun.of(checkout, LIMIT_S, Map.of(), "jcmd", String.valueOf(busy.pid()), "JFR.check")
                        .printedBySuccess())
                .contains("No available recordings");
        return printed;
    }
}
