package dev.llmemulator;

import dev.llmemulator.centrifugo.TokenPublisher;
import dev.llmemulator.http.HttpServer;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.stream.Answers;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One emulator, its parts wired and running. */
public final class Emulator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Emulator.class);

    private final EmulatorSettings settings;
    private final TokenPublisher publisher;
    private final Answers answers;
    private final HttpServer http;

    private Emulator(EmulatorSettings settings, TokenPublisher publisher, Answers answers, HttpServer http) {
        this.settings = settings;
        this.publisher = publisher;
        this.answers = answers;
        this.http = http;
    }

    /** Starts an emulator; it takes requests when this returns. */
    public static Emulator start(EmulatorSettings settings) {
        var publisher = TokenPublisher.overHttp(settings.publish());
        var limits = settings.http();
        var answers = new Answers(publisher, settings.publish().deadline(), limits.maxAnswers(), limits.maxLag());
        try {
            var http = HttpServer.start(limits, settings.answer(), answers, Version.current());
            LOG.info("Emulator listens. [host={}, port={}, settings={}]", limits.host(), http.port(), settings);
            return new Emulator(settings, publisher, answers, http);
        } catch (RuntimeException e) {
            answers.close();
            publisher.close();
            throw e;
        }
    }

    /** Where {@code /api/run} and {@code /health} are. */
    public URI url() {
        return URI.create("http://%s:%d".formatted(settings.http().host(), http.port()));
    }

    /** Stops in order: no new answers, those under way end within the grace, then everything else. */
    @Override
    public void close() {
        var grace = settings.http().shutdownGrace();
        Shutdown.inOrder(() -> answers.drain(grace), http::close, answers::close, publisher::close);
        LOG.info("Emulator has stopped.");
    }
}
