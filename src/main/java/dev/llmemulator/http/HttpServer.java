package dev.llmemulator.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.access.Access;
import dev.llmemulator.access.ClientLimits;
import dev.llmemulator.answer.Model;
import dev.llmemulator.settings.AccessSettings;
import dev.llmemulator.settings.HttpSettings;
import dev.llmemulator.stream.Answers;
import io.javalin.Javalin;
import io.javalin.http.Header;
import io.javalin.json.JavalinJackson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The emulator's HTTP server. Listens from {@link #start} until {@link #close}. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private static final int THREADS = 64;
    private static final int SPARE_THREADS = 8;
    private static final Duration BODY_LIMIT = Duration.ofSeconds(10);
    private static final Duration REPLY_LIMIT = Duration.ofSeconds(30);
    private static final Duration LAST_REPLIES_LIMIT = Duration.ofSeconds(5);

    /** What OpenAI's own SDK sends besides, from a web page as well. A "*" would leave out Authorization. */
    private static final List<String> HEADERS_OF_SDKS = List.of(
            "User-Agent",
            "Idempotency-Key",
            "OpenAI-Beta",
            "OpenAI-Organization",
            "OpenAI-Project",
            "X-Stainless-Arch",
            "X-Stainless-Async",
            "X-Stainless-Custom-Poll-Interval",
            "X-Stainless-Helper-Method",
            "X-Stainless-Lang",
            "X-Stainless-OS",
            "X-Stainless-Package-Version",
            "X-Stainless-Poll-Helper",
            "X-Stainless-Read-Timeout",
            "X-Stainless-Retry-Count",
            "X-Stainless-Runtime",
            "X-Stainless-Runtime-Version",
            "X-Stainless-Timeout");

    private final Javalin app;
    private final GracefulHandler underWay;

    private HttpServer(Javalin app, GracefulHandler underWay) {
        this.app = app;
        this.underWay = underWay;
    }

    /**
     * Starts to listen.
     *
     * @param apis other APIs that it serves as well
     * @param instance names this instance in {@code /health} and in replies
     * @throws dev.llmemulator.settings.InvalidSettingException if it cannot listen there
     */
    public static HttpServer start(
            HttpSettings settings,
            AccessSettings who,
            Access access,
            Model defaults,
            Answers answers,
            List<Endpoints> apis,
            ServerMetrics metrics,
            RequestTracer tracer,
            String version,
            String instance) {
        var json = JsonMapper.builder().build();
        var underWay = new GracefulHandler();
        var threads = new QueuedThreadPool(THREADS, SPARE_THREADS);
        threads.setName("http");
        var addresses = new ClientAddress(who.trustedProxies(), who.addressHeader());
        var others = new OtherApis(apis);
        var audit = new Audit();
        var problems = new Problems(json, addresses, others, audit, metrics);
        var gate = new Gate(access, new ClientLimits(who.limits()));
        var health = new HealthHandler(answers, others, version, instance);
        var desk = new AnswerDesk(gate, audit, answers, health::now, settings.maxAnswerTime(), threads);
        var app = Javalin.create(config -> {
            Connectors.configure(config, settings.host(), settings.port(), threads);
            var admin = settings.admin();
            if (admin != null) {
                config.jetty.addConnector((server, http) -> Connectors.admin(server, http, admin.host(), admin.port()));
            }
            config.jetty.modifyServer(server -> {
                server.setErrorHandler(problems);
                // Each is put around the ones before. Bodies that come slowly do not hold up the end of this server.
                server.insertHandler(new ReplyWriter(REPLY_LIMIT));
                server.insertHandler(underWay);
                server.insertHandler(new BodyReader(others::maxBodyBytes, BODY_LIMIT));
                if (!settings.corsOrigins().isEmpty()) {
                    server.insertHandler(crossOrigin(settings.corsOrigins()));
                }
                server.insertHandler(new Guard(addresses, who.allowedHosts(), admin, metrics, tracer));
            });
            config.jsonMapper(new JavalinJackson(json, false));
            // One path for each route, so that the guard and the gate see what the router sees.
            config.router.ignoreTrailingSlashes = false;
            config.routes.before(gate);
            config.routes.beforeMatched(ctx -> RequestOutcome.of(ctx).takes(ctx));
            config.routes.post("/api/run", new RunHandler(desk, defaults));
            config.routes.delete("/api/run/{session_id}", new CancelHandler(desk));
            config.routes.get(OpenApiHandler.PATH, new OpenApiHandler());
            if (settings.demo() != null) {
                new DemoPage(settings.demo(), gate).addTo(config.routes);
            }
            apis.forEach(api -> api.addTo(config.routes, desk));
            config.routes.get(Guard.HEALTH, health);
            // By default, Javalin answers HEAD of any known path with 200, even while shutting down.
            config.routes.head(Guard.HEALTH, health);
            config.routes.get(Guard.METRICS, metrics);
            problems.handleAll(config.routes);
        });
        Connectors.start(app, settings.host(), settings.port());
        if (settings.maxAnswers() > Connectors.mostConnections()) {
            LOG.warn(
                    "MAX_ANSWERS is beyond what the limit of open files allows: raise it (ulimit -n), or lower MAX_ANSWERS."
                            + " [max_answers={}, connections={}]",
                    settings.maxAnswers(),
                    Connectors.mostConnections());
        }
        return new HttpServer(app, underWay);
    }

    /** Jetty's handler and not Javalin's plugin, because it also covers what is refused before it reaches a route. */
    private static CrossOriginHandler crossOrigin(List<String> origins) {
        var handler = new CrossOriginHandler();
        handler.setAllowedOriginPatterns(origins.stream()
                .map(origin -> origin.equals("*") ? origin : Pattern.quote(origin))
                .collect(Collectors.toSet()));
        handler.setAllowCredentials(false);
        handler.setAllowedMethods(Set.of("GET", "POST", "HEAD", "DELETE"));
        handler.setAllowedHeaders(Stream.concat(
                        Stream.of(
                                Header.CONTENT_TYPE,
                                Header.AUTHORIZATION,
                                Caller.REQUEST_ID,
                                "traceparent",
                                "tracestate"),
                        HEADERS_OF_SDKS.stream())
                .collect(Collectors.toSet()));
        handler.setExposedHeaders(Set.of(
                Header.RETRY_AFTER, Header.WWW_AUTHENTICATE, Caller.REQUEST_ID, "RateLimit", "RateLimit-Policy"));
        return handler;
    }

    /** Every route, such as {@code POST /api/run}. */
    Stream<String> routes() {
        return app.unsafe.internalRouter.allHttpHandlers().stream()
                .map(each -> each.endpoint)
                .filter(each -> each.method.isHttpMethod())
                .map(each -> each.method + " " + each.path);
    }

    public int port() {
        return app.port();
    }

    /** How many connections are open. */
    public int connections() {
        return Arrays.stream(app.jettyServer().server().getConnectors())
                .mapToInt(connector -> connector.getConnectedEndPoints().size())
                .sum();
    }

    /** The port of the admin listener, which must be there. */
    public int adminPort() {
        return Arrays.stream(app.jettyServer().server().getConnectors())
                .filter(connector -> Connectors.ADMIN.equals(connector.getName()))
                .mapToInt(connector -> ((ServerConnector) connector).getLocalPort())
                .findFirst()
                .orElseThrow();
    }

    /** Waits for the replies under way, then closes all connections. */
    @Override
    public void close() {
        try {
            // Before the server stops, because it gives its connections only one second.
            underWay.shutdown().get(LAST_REPLIES_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Some replies could not be written. [requests={}]", underWay.getCurrentRequestCount());
        } catch (ExecutionException e) {
            throw new IllegalStateException("The end of the requests is never exceptional", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            app.stop();
        }
    }
}
