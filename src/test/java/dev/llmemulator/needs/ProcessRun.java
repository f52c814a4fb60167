package dev.llmemulator.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that was run to its end, and all that it printed. */
public record ProcessRun(int exitCode, String printed) {
    public static ProcessRun of(Path folder, long limitSeconds, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var output = Files.createTempFile("process", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            var ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
            process.destroyForcibly();
            var printed = Files.readString(output);
            assertThat(ended)
                    .as("%s ends in time; it printed: %s", command[0], printed)
                    .isTrue();
            return new ProcessRun(process.exitValue(), printed);
        } finally {
            Files.delete(output);
        }
    }

    /** What it printed; fails if its exit code is not zero. */
    public String printedBySuccess() {
        assertThat(exitCode).as(printed).isZero();
        return printed;
    }
}
