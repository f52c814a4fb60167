package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.RunClient;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Profiles an emulator in its container by {@code bin/profile}. */
@EnabledOnOs(OS.LINUX)
@Needs({Program.DOCKER, Program.CURL})
@Timeout(300)
@ExtendWith(ClusterExtension.class)
class ContainerProfileIT {
    private static final long LIMIT_S = 200;
    private static final int AT_ONCE = 40;

    private final ComposeCluster cluster;

    @TempDir
    private Path checkout = Path.of("");

    ContainerProfileIT(ComposeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void emulator_inItsContainer_isProfiledByRootAndLeftAsItWas() throws Exception {
        copyWhatTheScriptReads();
        var profile = CompletableFuture.supplyAsync(this::profile);
        // As long as it lasts: Maven may have to fetch something first.
        while (!profile.isDone()) {
            ask();
        }

        if (!System.getProperty("user.name").equals("root")) {
            assertThat(profile.join().exitCode()).isEqualTo(1);
            assertThat(profile.join().printed()).contains("emulator1 runs in a container: run bin/profile as root");
            return;
        }
        var printed = profile.join().printedBySuccess();
        assertThat(printed)
                .containsPattern(
                        "emulator1 for 5 s: [\\d.]+ s of processor time, .*; [1-9]\\d* tokens, [\\d.]+ µs each\n")
                .containsPattern("\n[1-9]\\d* samples by JFR in its container\n")
                .containsPattern("µs/token  thread .*\n +[\\d.]+ % +[\\d.]+  \\w")
                .containsPattern("µs/token  whose code [^%]*(\n +[\\d.]+ % +[\\d.]+  .*)*\\bdev\\.llmemulator\\.\\w")
                .containsPattern("µs/token  the method itself\n +[\\d.]+ % +[\\d.]+  \\w");
        var name = printed.replaceFirst("(?s).*\nFlame graph  (target/profile/\\S+)\\.html\n.*", "$1");
        assertThat(checkout.resolve(name + ".html")).content().contains("emulator1 for 5 s");
        assertThat(checkout.resolve(name + ".jfr"))
                .content(StandardCharsets.ISO_8859_1)
                .contains("llmemulator")
                .doesNotContain(ComposeCluster.API_KEY);
        // The socket of the JVM and the folder of its recordings stay until it ends.
        assertThat(cluster.printedIn("emulator1", "ls", "-A", "/tmp").lines())
                .allMatch(file -> file.equals(".java_pid1") || file.matches("[\\d_]+|hsperfdata_.*"));
        ask();
    }

    private void copyWhatTheScriptReads() throws IOException {
        var bin = Files.createDirectory(checkout.resolve("bin"));
        for (var script : new String[] {"lib.sh", "profile"}) {
            Files.copy(Path.of("bin", script), bin.resolve(script));
        }
        Files.copy(Path.of("docker-compose.yml"), checkout.resolve("docker-compose.yml"));
    }

    private ProcessRun profile() {
        try {
            return ProcessRun.of(checkout, LIMIT_S, cluster.environment(), "bin/profile", "emulator1", "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting for bin/profile", e);
        }
    }

    /** Answers of a second, all of that emulator. */
    private void ask() {
        var emulator = new RunClient(cluster.url("EMULATOR1_PORT", ""));
        var replies = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> emulator.run(UUID.randomUUID().toString(), ",\"words\":100,\"delay\":0.01"))
                .toList();
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(200));
    }
}
