package dev.llmemulator.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.testcontainers.utility.DockerImageName;

/** The images that docker-compose.yml names, by the environment, {@code .env} or its own defaults: Compose itself is asked. */
public final class ComposeImages {
    private static final long LIMIT_S = 30;
    private static final JsonNode SERVICES = services();

    private ComposeImages() {}

    /** The image of a service, such as {@code redis}. */
    public static DockerImageName of(String service) {
        var image = SERVICES.path(service).path("image").asText();
        assertThat(image).as("image of service %s", service).isNotEmpty();
        return DockerImageName.parse(image);
    }

    private static JsonNode services() {
        try {
            var output = Files.createTempFile("compose-config", ".json");
            try {
                return new JsonMapper().readTree(config(output)).path("services");
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("docker compose config", e);
        }
    }

    private static String config(Path output) throws IOException {
        var builder = new ProcessBuilder("docker", "compose", "config", "--format", "json")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // Compose insists on them before it tells anything; a checkout in which no cluster was started has none.
        for (var secret : List.of(
                "CENTRIFUGO_HTTP_API_KEY", "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "CENTRIFUGO_ADMIN_SECRET")) {
            builder.environment().put(secret, "unused");
        }
        var process = builder.start();
        try {
            var ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
            process.destroyForcibly();
            var printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("docker compose config ends in time").isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for docker compose config", e);
        }
    }
}
