package dev.llmemulator.needs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** A program that a fresh machine with only a JDK and Maven does not have. */
public enum Program {
    /** Node.js, which comes with npm. */
    NODE("npm"),
    /** Python, which bin/prepare gives the module venv. */
    PYTHON("python3"),
    /** Chromium, or Google's build of it. */
    CHROMIUM("chromium", "google-chrome-stable"),
    CURL("curl"),
    OPENSSL("openssl"),
    /** Runs a program on a terminal of its own. */
    SCRIPT("script"),
    /** Prometheus, which comes with promtool. */
    PROMETHEUS("prometheus"),
    PROMTOOL("promtool"),
    REDIS_EXPORTER("prometheus-redis-exporter"),
    /** The tool that comes with Alertmanager. */
    AMTOOL("amtool"),
    /** Docker Compose v2, with or without an engine. */
    COMPOSE("docker") {
        @Override
        boolean isThere() {
            return super.isThere() && hasCompose();
        }
    },
    /** A Docker engine that answers, with Compose v2. */
    DOCKER("docker") {
        @Override
        boolean isThere() {
            return super.isThere() && hasCompose() && engineAnswers();
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final long COMPOSE_LIMIT_S = 20;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes one that cannot be changed.
    private final List<String> commands;

    Program(String... commands) {
        this.commands = List.of(commands);
    }

    boolean isThere() {
        return find().isPresent();
    }

    /** Where it is; a failure if it is nowhere. */
    public Path path() {
        return find().orElseThrow(() -> new AssertionError("Not on this machine: " + commands));
    }

    private Optional<Path> find() {
        var folders = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
        return commands.stream()
                .flatMap(command -> folders.stream().map(folder -> Path.of(folder, command)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean engineAnswers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            // The engine is there, but cannot start the helper that removes what a broken run leaves behind.
            LOG.warn("Docker cannot be used. [cause={}]", e.toString());
            return false;
        }
    }

    private static boolean hasCompose() {
        try {
            var process = new ProcessBuilder("docker", "compose", "version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(COMPOSE_LIMIT_S, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
