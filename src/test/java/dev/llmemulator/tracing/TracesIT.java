package dev.llmemulator.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Emulator;
import dev.llmemulator.Waiting;
import dev.llmemulator.contract.CentrifugoContainer;
import dev.llmemulator.contract.ServerUnderTest;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.ServerLimits;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** Traces of a real emulator and a real Centrifugo, as a real collector gets them. */
@Needs(Program.DOCKER)
@Timeout(180)
class TracesIT {
    private static final int OTLP_PORT = 4318;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @TempDir
    private static Path folder = Path.of("");

    private static GenericContainer<?> collector;
    private static ServerUnderTest centrifugo;
    private static Emulator emulator;

    @BeforeAll
    static void start() {
        collector = CentrifugoContainer.neighbour("collector")
                .withCopyFileToContainer(
                        MountableFile.forHostPath("docker/collector/collector.yml", 0444), "/etc/collector.yml")
                .withCommand("--config", "/etc/collector.yml")
                .withExposedPorts(OTLP_PORT)
                // It takes only POST.
                .waitingFor(Wait.forHttp("/v1/traces").forStatusCode(405).withStartupTimeout(LIMIT));
        collector.start();
        centrifugo = CentrifugoContainer.start(
                ServerLimits.defaults(),
                Map.of(
                        "CENTRIFUGO_OPENTELEMETRY_ENABLED", "true",
                        "CENTRIFUGO_OPENTELEMETRY_API", "true",
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:" + OTLP_PORT,
                        "OTEL_BSP_SCHEDULE_DELAY", "100"));
        emulator = Emulator.start(EmulatorSettings.from(Map.of(
                "PORT", "0",
                "CENTRIFUGO_HTTP_API_KEY", CentrifugoContainer.API_KEY,
                "CENTRIFUGO_API_URLS", centrifugo.apiUrl().toString(),
                "SHUTDOWN_GRACE_SECONDS", "0",
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://" + collector.getHost() + ":" + collector.getMappedPort(OTLP_PORT),
                "OTEL_SERVICE_NAME", "emulator",
                "OTEL_TRACES_SAMPLER", "parentbased_always_off",
                "OTEL_BSP_SCHEDULE_DELAY", "100")));
    }

    @AfterAll
    static void stop() {
        emulator.close();
        centrifugo.close();
        collector.stop();
    }

    /** The spans of a trace. */
    private record Spans(List<CollectedSpan> all) {
        List<CollectedSpan> named(String name) {
            return all.stream().filter(span -> span.name().equals(name)).toList();
        }

        List<CollectedSpan> of(String service) {
            return all.stream().filter(span -> span.service().equals(service)).toList();
        }
    }

    @Test
    void answer_ofTracedRequest_isFoundWithItsParts() throws Exception {
        var body = "{\"session_id\":\"traced\",\"question\":\"\",\"words\":5,\"delay\":0.02}";
        var reply = HTTP.send(
                HttpRequest.newBuilder(emulator.url().resolve("/api/run"))
                        .header("Content-Type", "application/json")
                        .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);

        var spans = trace(TRACE);
        var request = spans.named("POST /api/run").get(0);
        var answer = spans.named("chat constant").get(0);
        assertThat(request.parent()).isEqualTo(PARENT);
        assertThat(answer.parent()).isEqualTo(request.id());
        assertThat(answer.events()).containsExactly("first_token", "done");
        var batches = spans.named("publish");
        assertThat(batches).isNotEmpty().allSatisfy(batch -> {
            assertThat(batch.parent()).isEqualTo(answer.id());
            assertThat(batch.links()).isEmpty();
        });
        // Each batch was handed on to Centrifugo, which went on with the trace.
        assertThat(spans.of("centrifugo").stream().map(CollectedSpan::parent))
                .containsExactlyInAnyOrderElementsOf(
                        batches.stream().map(CollectedSpan::id).toList());
    }

    @Test
    void slowestAnswer_ofALoadTest_namesATraceThatIsThere() throws Exception {
        LoadTestProcess.run(
                0,
                StreamedAnswers.class,
                folder,
                "-Dclients=2 -Dcycles=2 -Dlength=5 -Ddelay=0.02 -Dwarmup=0 -Dramp=0 -DmaxLateness=60 -Dtraceparent=true",
                "-Dhttp_url=" + emulator.url(),
                "-Dws_url=" + centrifugo.webSocketUrl(),
                "-DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=" + CentrifugoContainer.TOKEN_HMAC_SECRET);

        var slowest = LoadTestProcess.summary(folder).path("slowest_answer");
        var answer =
                trace(slowest.path("trace_id").asText()).named("chat constant").get(0);
        assertThat(answer.attributes())
                .containsEntry(
                        "gen_ai.conversation.id", slowest.path("session_id").asText())
                .containsEntry("gen_ai.usage.output_tokens", "5");
    }

    /** A trace, once the request of the emulator and what Centrifugo did for the last batch are there. */
    private static Spans trace(String id) {
        var found = new ArrayList<Spans>();
        Waiting.until("trace " + id, LIMIT, () -> {
            var spans = new Spans(CollectorLog.spans(collector.getLogs()).stream()
                    .filter(span -> span.traceId().equals(id))
                    .toList());
            var batches = spans.named("publish").size();
            if (spans.named("POST /api/run").size() == 1
                    && batches > 0
                    && spans.of("centrifugo").size() == batches) {
                found.add(spans);
            }
            return !found.isEmpty();
        });
        return found.get(0);
    }
}
