package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.needs.ProcessRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the scripts of {@code bin/} in a checkout that has nothing else, with stubs for the programs that they start.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ScriptsTest {
    private static final long LIMIT_S = 30;

    @TempDir
    private Path checkout = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void copyScripts() throws IOException {
        var bin = Files.createDirectory(checkout.resolve("bin"));
        try (var scripts = Files.list(Path.of("bin"))) {
            for (Path each : scripts.toList()) {
                Files.copy(each, bin.resolve(each.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prepare --help",
                "prepare --native --help",
                "check --help",
                "check -Dit.test=AnyIT -h",
                "bench --help",
                "bench cluster --help",
                "compare --help",
                "start_emulator.sh --help",
                "start_emulator.sh --native 100 -h",
                "stop_emulator.sh --help",
                "status_emulator.sh --help",
                "logs_emulator.sh --help"
            })
    void help_anyScript_helpsAndDoesNothingElse(String command) throws Exception {
        var result = run(command);
        assertThat(result.exitCode()).as(result.printed()).isZero();
        assertThat(result.printed()).startsWith("Usage: bin/" + command.split(" ", -1)[0]);
        try (var files = Files.list(checkout)) {
            assertThat(files).containsExactly(checkout.resolve("bin"));
        }
    }

    @Test
    void start_portInUse_namesItAndLeavesNothingNotedAsRunning() throws Exception {
        makeStubs("exit 1");
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("REDIS_PORT", String.valueOf(busy.getLocalPort()));
            assertThat(runInVain("start_emulator.sh --native --no-load"))
                    .contains("ERROR: port " + busy.getLocalPort() + ", which redis needs, is in use");
            assertThat(run("status_emulator.sh").printed()).startsWith("No cluster is up.");
        }
    }

    @Test
    void start_serviceThatEnds_isStoppedAgainAndLeavesNothingNotedAsRunning() throws Exception {
        makeStubs("echo no memory for redis; exit 1");
        try (var free = new ServerSocket(0)) {
            environment.put("REDIS_PORT", String.valueOf(free.getLocalPort()));
        }
        assertThat(runInVain("start_emulator.sh --native --no-load"))
                .contains("ERROR: ")
                .contains("The start failed: stopping what was started.");
        assertThat(checkout.resolve(".run/mode")).doesNotExist();
        assertThat(checkout.resolve(".run/redis.pid")).doesNotExist();
        assertThat(run("status_emulator.sh").printed()).startsWith("No cluster is up.");
    }

    @Test
    void start_composeFails_isStoppedAgainAndLeavesNothingNotedAsRunning() throws Exception {
        makeStubs("exit 1");
        stub(
                "docker",
                "echo \"docker $*\" >> docker.log; case \"$*\" in *version*) echo v2.40.3 ;; *' up '*) exit 1 ;; esac");
        for (String each : List.of("centrifugo/config.json", "haproxy/haproxy.cfg")) {
            Files.createDirectory(checkout.resolve(each).getParent());
            Files.createFile(checkout.resolve(each));
        }
        assertThat(runInVain("start_emulator.sh --no-load")).contains("ERROR: the cluster did not come up.");
        assertThat(Files.readString(checkout.resolve("docker.log")))
                .endsWith("docker compose down --remove-orphans --volumes\n");
        assertThat(checkout.resolve(".run/mode")).doesNotExist();
    }

    @Test
    void start_javaTooOld_saysWhichIsNeeded() throws Exception {
        makeStubs("exit 1");
        stub("java", "echo '    java.specification.version = 1.8'");
        assertThat(runInVain("start_emulator.sh --native --no-load"))
                .contains("ERROR: java is version 8, but 17 or newer is needed");
        assertThat(checkout.resolve(".run/mode")).doesNotExist();
    }

    /** Programs that a native cluster needs, so that none of this machine's is started. */
    private void makeStubs(String redisServer) throws IOException {
        stub("java", "echo '    java.specification.version = 17'");
        stub("centrifugo", "echo \"Centrifugo v$CENTRIFUGO_VERSION (stub)\"");
        stub("redis-server", redisServer);
        stub("redis-cli", "exit 1");
        stub("haproxy", "exit 1");
        stub("curl", "exit 1");
        stub("docker", "exit 1");
        // Nothing is to be built.
        Files.createFile(checkout.resolve("pom.xml"));
        Files.createDirectories(checkout.resolve("src/main"));
        Files.createFile(Files.createDirectory(checkout.resolve("target")).resolve("llm-emulator.jar"));
    }

    private void stub(String name, String command) throws IOException {
        var folder = Files.createDirectories(checkout.resolve("stubs"));
        var version = Files.readAllLines(Path.of("bin/lib.sh")).stream()
                .filter(line -> line.startsWith("readonly CENTRIFUGO_VERSION="))
                .findFirst()
                .orElseThrow()
                .replace("readonly ", "");
        var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + version + "\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("PATH", folder + ":" + System.getenv("PATH"));
    }

    /** Runs a command that fails, and returns what it printed. */
    private String runInVain(String command) throws IOException, InterruptedException {
        var result = run(command);
        assertThat(result.exitCode()).as(result.printed()).isEqualTo(1);
        return result.printed();
    }

    private ProcessRun run(String command) throws IOException, InterruptedException {
        return ProcessRun.of(checkout, LIMIT_S, environment, ("bin/" + command).split(" ", -1));
    }
}
