package dev.llmemulator;

import dev.llmemulator.access.Access;
import dev.llmemulator.centrifugo.CentrifugoSink;
import dev.llmemulator.graphql.GraphQl;
import dev.llmemulator.http.Connectors;
import dev.llmemulator.http.HttpServer;
import dev.llmemulator.metrics.Metrics;
import dev.llmemulator.openai.OpenAi;
import dev.llmemulator.publication.WireFormat;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.settings.Urls;
import dev.llmemulator.stream.AnswerCarrier;
import dev.llmemulator.stream.Answers;
import dev.llmemulator.tracing.Tracing;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running emulator: answers, the pacers that carry their events to Centrifugo and to clients, and the
 * HTTP server. */
public final class Emulator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Emulator.class);

    private final EmulatorSettings settings;
    private final AnswerCarrier carrier;
    private final Answers answers;
    private final OpenAi openAi;
    private final GraphQl graphQl;
    private final HttpServer http;
    private final Metrics metrics;
    private final Tracing tracing;

    private Emulator(
            EmulatorSettings settings,
            AnswerCarrier carrier,
            Answers answers,
            OpenAi openAi,
            GraphQl graphQl,
            HttpServer http,
            Metrics metrics,
            Tracing tracing) {
        this.settings = settings;
        this.carrier = carrier;
        this.answers = answers;
        this.openAi = openAi;
        this.graphQl = graphQl;
        this.http = http;
        this.metrics = metrics;
        this.tracing = tracing;
    }

    /** Starts an emulator. It takes requests when this returns. */
    public static Emulator start(EmulatorSettings settings) {
        var access = Access.of(settings.access());
        warnIfOpen(settings);
        var instance = UUID.randomUUID().toString();
        var tracing = Tracing.start(settings.tracing(), version(), instance);
        var metrics = new Metrics(version(), instance);
        var carrier = CentrifugoSink.pacer(
                settings.publish(), new WireFormat(), metrics.ofPublishing("run"), tracing.batches());
        var limits = settings.http();
        var answers = new Answers(
                carrier, settings.publish().deadline(), limits.maxAnswers(), limits.maxLag(), tracing.answers());
        var openAi = OpenAi.start(settings.openAi(), settings.model(), metrics.ofReplies("openai"));
        var graphQl = new GraphQl(settings.graphQl(), settings.model(), metrics.ofReplies("graphql"));
        metrics.showLimit(limits.maxAnswers());
        metrics.countSlowReaders("openai", openAi);
        metrics.countSlowReaders("graphql", graphQl);
        try {
            var http = HttpServer.start(
                    limits,
                    settings.access(),
                    access,
                    settings.model(),
                    answers,
                    List.of(openAi, graphQl),
                    metrics.ofServer(),
                    tracing.requests(),
                    version(),
                    instance);
            metrics.showConnections(http::connections);
            LOG.info("Emulator listens. [host={}, port={}, settings={}]", limits.host(), http.port(), settings);
            return new Emulator(settings, carrier, answers, openAi, graphQl, http, metrics, tracing);
        } catch (RuntimeException e) {
            answers.close();
            carrier.close();
            openAi.close();
            metrics.close();
            tracing.close();
            throw e;
        }
    }

    private static void warnIfOpen(EmulatorSettings settings) {
        var host = settings.http().host();
        if (!settings.access().isOn() && !Urls.isLoopback(host)) {
            LOG.warn(
                    "Everybody who reaches this address may ask: give API_KEYS_FILE, JWT_SECRET or JWT_JWKS_URL. [host={}]",
                    host);
        }
    }

    /** From the jar's manifest; {@code development} when run from compiled classes. */
    static String version() {
        return Objects.requireNonNullElse(Emulator.class.getPackage().getImplementationVersion(), "development");
    }

    /** Base URL of {@code /api/run}, {@code /v1}, {@code /graphql}, {@code /health} and {@code /metrics}. */
    public URI url() {
        return Connectors.url("http", settings.http().host(), http.port(), "");
    }

    /** Whether {@link #url} is a page to watch an answer. */
    public boolean hasPage() {
        return settings.http().demo() != null;
    }

    /** Base URL of the admin listener, which must be there. */
    public URI adminUrl() {
        return Connectors.url(
                "http", Objects.requireNonNull(settings.http().admin()).host(), http.adminPort(), "");
    }

    /** Stops: refuses new answers, lets those under way end within the grace, then closes everything else. */
    @Override
    public void close() {
        var grace = settings.http().shutdownGrace();
        Shutdown.inOrder(
                () -> answers.drain(grace),
                http::close,
                answers::close,
                carrier::close,
                openAi::close,
                graphQl::close,
                metrics::close,
                // Last, because the spans of the others end before it.
                tracing::close);
        LOG.info("Emulator has stopped.");
    }
}
