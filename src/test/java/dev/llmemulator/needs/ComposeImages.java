package dev.llmemulator.needs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.testcontainers.utility.DockerImageName;

/** The images that docker-compose.yml names, by the environment, {@code .env} or its own defaults: Compose itself is asked. */
public final class ComposeImages {
    private static final JsonNode SERVICES = services();

    private ComposeImages() {}

    /** The image of a service, such as {@code redis}. */
    public static DockerImageName of(String service) {
        var image = SERVICES.path(service).path("image").asText();
        assertThat(image).as("image of service %s", service).isNotEmpty();
        return DockerImageName.parse(image);
    }

    private static JsonNode services() {
        // The services of this profile, too. Compose insists on the secrets before it tells anything; a checkout in
        // which no cluster was started has none.
        var environment = Map.of(
                "COMPOSE_PROFILES", "observability",
                "CENTRIFUGO_HTTP_API_KEY", "unused",
                "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "unused",
                "CENTRIFUGO_ADMIN_SECRET", "unused",
                "CENTRIFUGO_ADMIN_PASSWORD", "unused",
                "REDIS_PASSWORD", "unused");
        try {
            var config =
                    ProcessRun.of(Path.of("."), 30, environment, "docker", "compose", "config", "--format", "json");
            return new JsonMapper().readTree(config.printedBySuccess()).path("services");
        } catch (IOException e) {
            throw new UncheckedIOException("docker compose config", e);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting for docker compose config", e);
        }
    }
}
