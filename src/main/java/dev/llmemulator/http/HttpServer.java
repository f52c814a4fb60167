package dev.llmemulator.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.answer.Model;
import dev.llmemulator.settings.HttpSettings;
import dev.llmemulator.stream.Answers;
import io.javalin.Javalin;
import io.javalin.json.JavalinJackson;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The emulator's HTTP server. Listens from {@link #start} until {@link #close}. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private static final int THREADS = 64;
    private static final int SPARE_THREADS = 8;
    private static final Duration REPLY_LIMIT = Duration.ofSeconds(5);

    private final Javalin app;
    private final GracefulHandler underWay;

    private HttpServer(Javalin app, GracefulHandler underWay) {
        this.app = app;
        this.underWay = underWay;
    }

    /**
     * Starts to listen.
     *
     * @throws io.javalin.util.JavalinBindException if the port is taken
     */
    public static HttpServer start(HttpSettings settings, Model defaults, Answers answers, String version) {
        var instance = UUID.randomUUID().toString();
        var json = JsonMapper.builder().build();
        var underWay = new GracefulHandler();
        var threads = new QueuedThreadPool(THREADS, SPARE_THREADS);
        threads.setName("http");
        var app = Javalin.create(config -> {
            Connectors.configure(config, settings.host(), settings.port(), threads);
            config.jetty.modifyServer(server -> {
                server.setErrorHandler(new Problems(json));
                server.insertHandler(underWay);
            });
            config.http.maxRequestSize = HttpSettings.MAX_BODY_BYTES;
            config.jsonMapper(new JavalinJackson(json, false));
            config.routes.post("/api/run", new RunHandler(defaults, answers, instance, threads));
            var health = new HealthHandler(answers, version, instance);
            config.routes.get("/health", health);
            // By default, Javalin answers HEAD of any known path with 200, even while shutting down.
            config.routes.head("/health", health);
            Problems.handleAll(config.routes);
        });
        app.start();
        return new HttpServer(app, underWay);
    }

    public int port() {
        return app.port();
    }

    /** Waits for the replies under way, then closes all connections. */
    @Override
    public void close() {
        try {
            // Before the server stops, because it gives its connections only one second.
            underWay.shutdown().get(REPLY_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
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
