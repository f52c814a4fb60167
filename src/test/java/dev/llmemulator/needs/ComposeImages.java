package dev.llmemulator.needs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.testcontainers.utility.DockerImageName;

/**
 * The images of the cluster and of what else the tests need, by the environment, {@code .env} or the defaults of the
 * Compose files: Compose itself is asked.
 */
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
        // Compose insists on them before it tells anything; a checkout in which no cluster was started has none.
        var secrets = Map.of(
                "CENTRIFUGO_HTTP_API_KEY", "unused",
                "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "unused",
                "CENTRIFUGO_ADMIN_SECRET", "unused",
                "CENTRIFUGO_ADMIN_PASSWORD", "unused",
                "REDIS_PASSWORD", "unused");
        try {
            var command = "docker compose -f docker-compose.yml -f docker/collector/compose.yml config --format json";
            var config = ProcessRun.of(Path.of("."), 30, secrets, command.split(" ", -1));
            return new JsonMapper().readTree(config.printedBySuccess()).path("services");
        } catch (IOException e) {
            throw new UncheckedIOException("docker compose config", e);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting for docker compose config", e);
        }
    }
}
