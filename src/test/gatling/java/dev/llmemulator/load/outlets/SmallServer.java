package dev.llmemulator.load.outlets;

import dev.llmemulator.load.settings.Outlets.Listen;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.Urls;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.RoutesConfig;
import io.javalin.http.ForbiddenResponse;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.util.function.Consumer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** An HTTP server for few clients, beside the load test. */
final class SmallServer implements AutoCloseable {
    /** What Jetty itself needs of its threads. */
    private static final int OWN_THREADS = 4;

    private final Javalin app;
    private final Listen listen;

    private SmallServer(Javalin app, Listen listen) {
        this.app = app;
        this.listen = listen;
    }

    /**
     * Starts to listen.
     *
     * @param setting names what says where, such as {@code -Dlive}
     * @param clients how many requests may be under way at once
     * @throws InvalidSettingException if it cannot listen there
     */
    static SmallServer start(String setting, Listen listen, int clients, Consumer<RoutesConfig> routes) {
        var threads = new QueuedThreadPool(clients + OWN_THREADS, OWN_THREADS);
        threads.setDaemon(true);
        threads.setName(setting);
        var app = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.threadPool = threads;
            config.jetty.addConnector((server, http) -> {
                var connector = new ServerConnector(server, 1, 1);
                connector.setHost(listen.host());
                connector.setPort(listen.port());
                return connector;
            });
            if (listen.isLoopback()) {
                // A page of another site, whose name suddenly means this machine, shall not read what is served.
                config.routes.before(ctx -> requireLocal(ctx.host()));
            }
            routes.accept(config.routes);
        });
        try {
            app.start();
        } catch (JavalinBindException e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new InvalidSettingException("Setting %s: cannot listen on %s:%d: %s"
                    .formatted(setting, listen.host(), listen.port(), reason.getMessage()));
        }
        return new SmallServer(app, listen);
    }

    private static void requireLocal(@Nullable String host) {
        if (host == null || !Urls.isLoopback(host.replaceFirst(":\\d+$", ""))) {
            throw new ForbiddenResponse("Use 127.0.0.1 or localhost as the host");
        }
    }

    /** Where it listens, port included. */
    URI url(String path) {
        return URI.create("http://%s:%d%s".formatted(listen.host(), app.port(), path));
    }

    @Override
    public void close() {
        app.stop();
    }
}
