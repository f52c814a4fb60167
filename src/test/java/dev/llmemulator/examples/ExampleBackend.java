package dev.llmemulator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Waiting;
import dev.llmemulator.needs.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A backend of {@code examples/}, started by its own script on a port that nobody has. */
record ExampleBackend(String name, URI url, Process process, Path printed) implements AutoCloseable {
    // The first start installs its packages.
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static ExampleBackend start(String name, Path folder, Map<String, String> environment) throws IOException {
        var port = FreePorts.of(List.of("PORT")).get("PORT");
        var printed = folder.resolve(name + ".log");
        var builder = new ProcessBuilder("examples/" + name + "/start")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PORT", port);
        var backend = new ExampleBackend(name, URI.create("http://127.0.0.1:" + port), builder.start(), printed);
        try {
            Waiting.until(name + " to start", START_LIMIT, backend::isHealthy);
        } catch (AssertionError e) {
            backend.close();
            throw e;
        }
        return backend;
    }

    private boolean isHealthy() {
        assertThat(process.isAlive()).as(this::printedText).isTrue();
        var request = HttpRequest.newBuilder(url.resolve("/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** All that it printed so far. */
    String printedText() {
        try {
            return Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its profile for the load test. */
    Path profile() {
        return Path.of("examples", name, "profile.conf");
    }

    @Override
    public void close() {
        // The script has become the backend, except while it installs packages.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS))
                    .as("%s ends when it is asked to", name)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
