package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.access.Access;
import dev.llmemulator.centrifugo.CentrifugoSink;
import dev.llmemulator.graphql.GraphQl;
import dev.llmemulator.metrics.Metrics;
import dev.llmemulator.openai.OpenAi;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.publication.WireFormat;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.stream.Answers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether {@code /openapi.json} describes what there is; what the replies are like is tried by {@code OpenApiIT}. */
class OpenApiTest {
    private static final JsonNode DOCUMENT = document();

    private static JsonNode document() {
        try {
            return new JsonMapper().readTree(OpenApiHandler.document());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void document_itsOperations_areTheRoutes() {
        var described = DOCUMENT.at("/paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(operation -> operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .toList();

        // A parameter in <> may have slashes, for which OpenAPI has no sign.
        assertThat(routes())
                .map(each -> each.replace('<', '{').replace('>', '}'))
                .hasSameElementsAs(described);
    }

    @Test
    void document_bounds_areThoseThatProblemsTell() {
        var fields = DOCUMENT.at("/components/schemas/RunRequest/properties");

        assertThat(fields.at("/session_id/pattern").asText()).isEqualTo("^" + RequestFields.SESSION_ID + "$");
        assertThat(fields.at("/answer/pattern").asText()).isEqualTo("^" + RequestFields.ANSWER_ID + "$");
    }

    private static List<String> routes() {
        var settings = EmulatorSettings.from(Map.of(
                "PORT", "0",
                "CENTRIFUGO_HTTP_API_KEY", "unused",
                "DEMO_PAGE", "true",
                "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "unused"));
        var http = settings.http();
        try (var metrics = new Metrics("test", "test");
                var carrier = CentrifugoSink.pacer(settings.publish(), new WireFormat(), PacerObserver.NONE);
                var answers = new Answers(carrier, settings.publish().deadline(), http.maxAnswers(), http.maxLag());
                var openAi = OpenAi.start(settings.openAi(), settings.model(), PacerObserver.NONE);
                var graphQl = new GraphQl(settings.graphQl(), settings.model(), PacerObserver.NONE);
                var server = HttpServer.start(
                        http,
                        settings.access(),
                        Access.of(settings.access()),
                        settings.model(),
                        answers,
                        List.of(openAi, graphQl),
                        metrics.ofServer(),
                        RequestTracer.NONE,
                        "test",
                        "test")) {
            return server.routes().toList();
        }
    }
}
