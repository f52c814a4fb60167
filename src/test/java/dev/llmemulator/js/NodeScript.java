package dev.llmemulator.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of src/test/js, run by Node.js with the packages that its lock file names. */
public final class NodeScript {
    private static final Path FOLDER = Path.of("src", "test", "js");
    private static final long INSTALL_LIMIT_S = 120;
    private static final long SCRIPT_LIMIT_S = 60;

    private NodeScript() {}

    /** Runs the script to its end, which has to be a good one; what it printed. */
    public static String run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        install();
        return runCommand(SCRIPT_LIMIT_S, environment, "node", script);
    }

    private static synchronized void install() throws IOException, InterruptedException {
        if (!isInstalled()) {
            runCommand(INSTALL_LIMIT_S, Map.of(), "npm", "ci", "--no-audit", "--no-fund");
        }
    }

    // npm writes what it has installed, and when is newer than what was asked for before a package was added to it.
    private static boolean isInstalled() throws IOException {
        var installed = FOLDER.resolve("node_modules").resolve(".package-lock.json");
        return Files.exists(installed)
                && Files.getLastModifiedTime(installed)
                                .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
                        >= 0;
    }

    private static String runCommand(long limitSeconds, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("node-script", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            var ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
            process.destroyForcibly();
            var printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended)
                    .as("%s ends in time; it printed: %s", command[0], printed)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s printed: %s", command[0], printed)
                    .isZero();
            return printed;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
