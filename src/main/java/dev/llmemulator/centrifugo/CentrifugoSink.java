package dev.llmemulator.centrifugo;

import dev.llmemulator.pacing.BatchTrace;
import dev.llmemulator.pacing.BatchTracer;
import dev.llmemulator.pacing.BatchWindow;
import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.pacing.Pacer;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.pacing.PublishException.Reason;
import dev.llmemulator.pacing.Sink;
import dev.llmemulator.publication.PublicationFormat;
import dev.llmemulator.settings.Certificates;
import dev.llmemulator.settings.PublishSettings;
import dev.llmemulator.stream.AnswerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Publishes events through Centrifugo's HTTP API: one request for each batch. */
public final class CentrifugoSink implements Sink<ChannelAddress> {
    /** Below the 30 s or so after which the server closes an idle connection, so that none is used while it dies. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private final List<HttpUrl> batchUrls;
    private final String apiKey;
    private final PublicationFormat format;
    private final BatchTracer tracer;
    private final OkHttpClient client;

    private CentrifugoSink(PublishSettings settings, PublicationFormat format, BatchTracer tracer) {
        this.batchUrls =
                settings.apiUrls().stream().map(CentrifugoSink::batchUrl).toList();
        this.apiKey = settings.apiKey();
        this.format = format;
        this.tracer = tracer;
        this.client = trusting(settings.authorities())
                .connectionPool(new ConnectionPool(settings.workers(), KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS))
                .callTimeout(settings.requestTimeout())
                // By default, each of these ends a request after 10 s, and costs a timer for each read and write.
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .addNetworkInterceptor(CentrifugoSink::sendAtOnce)
                .followRedirects(false)
                .build();
    }

    private static OkHttpClient.Builder trusting(List<X509Certificate> authorities) {
        // Over TLS both sides would agree on HTTP/2, and send the batches of all workers through one connection.
        var builder = new OkHttpClient.Builder().protocols(List.of(Protocol.HTTP_1_1));
        if (authorities.isEmpty()) {
            return builder;
        }
        var trust = Certificates.trusting(authorities);
        return builder.sslSocketFactory(Certificates.sockets(trust), (X509TrustManager) trust.getTrustManagers()[0]);
    }

    /** Starts a pacer that carries answers to Centrifugo, without traces. */
    public static Pacer<?> pacer(PublishSettings settings, PublicationFormat format, PacerObserver observer) {
        return pacer(settings, format, observer, BatchTracer.NONE);
    }

    /** Starts a pacer that carries answers to Centrifugo. */
    public static Pacer<?> pacer(
            PublishSettings settings, PublicationFormat format, PacerObserver observer, BatchTracer tracer) {
        var longest = settings.batchWindow();
        return new Pacer<>(
                new CentrifugoSink(settings, format, tracer),
                settings.workers(),
                settings.batchSize(),
                settings.batchWindowIsFixed() ? BatchWindow.fixed(longest) : BatchWindow.adapting(longest),
                settings.deadline(),
                settings.requestTimeout(),
                observer);
    }

    /**
     * OkHttp leaves Nagle's algorithm on. With it, the tail of a batch of more than one segment waits for the
     * acknowledgement of the head, which the other side delays by 40 ms.
     */
    private static Response sendAtOnce(Interceptor.Chain chain) throws IOException {
        Objects.requireNonNull(chain.connection()).socket().setTcpNoDelay(true);
        return chain.proceed(chain.request());
    }

    private static HttpUrl batchUrl(URI apiUrl) {
        return HttpUrl.get(apiUrl).newBuilder().addPathSegments("api/batch").build();
    }

    private static String name(HttpUrl url) {
        return url.host() + ":" + url.port();
    }

    @Override
    public List<String> nodes() {
        return batchUrls.stream().map(CentrifugoSink::name).toList();
    }

    @Override
    public ChannelAddress destination(AnswerEvent event) {
        return ChannelAddress.of(event);
    }

    @Override
    public @Nullable PublishException[] send(int node, List<Outgoing<ChannelAddress>> batch) throws PublishException {
        var url = batchUrls.get(node);
        var trace = tracer.begins(batch, url.host(), url.port());
        try {
            var outcomes = send(url, batch, trace);
            trace.answered(outcomes);
            return outcomes;
        } catch (PublishException | RuntimeException e) {
            trace.failed(e);
            throw e;
        }
    }

    private @Nullable PublishException[] send(HttpUrl url, List<Outgoing<ChannelAddress>> batch, BatchTrace trace)
            throws PublishException {
        BatchBody body = null;
        try {
            body = new BatchBody(batch, format, System.nanoTime());
            var request =
                    new Request.Builder().url(url).header("X-API-Key", apiKey).post(body);
            trace.putHeaders(request::header);
            try (var response = client.newCall(request.build()).execute()) {
                if (response.code() != 200) {
                    throw refused(response.code());
                }
                return outcomes(batch, response.body().byteStream());
            }
        } catch (IOException e) {
            // OkHttp throws it when the call's timeout is over.
            var reason = e instanceof InterruptedIOException ? Reason.TIMED_OUT : Reason.UNREACHABLE;
            var failure = PublishException.temporary(
                    reason, "Centrifugo could not be reached, or its reply could not be read", e);
            throw body != null && body.wasSent() ? failure.inDoubt() : failure;
        }
    }

    private static @Nullable PublishException[] outcomes(List<Outgoing<ChannelAddress>> batch, InputStream body)
            throws IOException, PublishException {
        var commands = 0;
        for (var outgoing : batch) {
            commands += outgoing.events();
        }
        var reply = new BatchReply(body, commands);
        var outcomes = new @Nullable PublishException[batch.size()];
        var first = 0;
        for (var i = 0; i < outcomes.length; i++) {
            var outgoing = batch.get(i);
            outcomes[i] = outgoing.destination().outcome(outgoing, reply, first);
            first += outgoing.events();
        }
        return outcomes;
    }

    private static PublishException refused(int status) {
        var text = "Centrifugo answered with HTTP status " + status;
        if (status >= 500) {
            return PublishException.temporary(Reason.BROKEN, text, null).inDoubt();
        }
        return status == 408 || status == 429
                ? PublishException.temporary(Reason.OVERLOADED, text, null)
                : PublishException.permanent(Reason.REFUSED, text);
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
