package dev.llmemulator.load.outlets;

import dev.llmemulator.load.chaos.CausedFault;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.report.Verdict;
import dev.llmemulator.load.settings.Outlets;
import dev.llmemulator.load.watch.Daemons;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of a run for Prometheus and OpenTelemetry. They are read from the figures that the run keeps anyway: counts
 * when somebody asks, quantiles once in a while. Recording costs nothing.
 */
public final class RunMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunMetrics.class);
    private static final String PREFIX = "llm.load.";
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final int SCRAPERS = 4;

    /** What is told of a run besides its measurements. */
    public interface Run {
        /** Its name, which is that of its report's folder; null while there is none. */
        @Nullable
        String id();

        /** How many answers it asks for. */
        long expected();

        /** When its measurement began. */
        Instant started();

        /** How it is judged until now. */
        Verdict verdict();

        /** What became of each planned fault until now. */
        List<CausedFault> faults();

        /** How late the probes on its event loops were until now, in microseconds. */
        Histogram latenessUs();
    }

    private final CompositeMeterRegistry registry = new CompositeMeterRegistry();
    private final ScheduledExecutorService timer = Daemons.timer("metrics");
    private final List<QuantileGauges> quantiles = new ArrayList<>();
    private final String simulation;
    private final Measurements measurements;
    private final Run run;
    private final @Nullable SmallServer server;
    private final @Nullable OtlpMeterRegistry pusher;
    private final Scrapes scrapes = new Scrapes(System::nanoTime);
    private final VerdictGauges verdicts = new VerdictGauges(registry, PREFIX);
    private final FaultMeters faults = new FaultMeters(registry, PREFIX);
    private @Nullable Verdict last;
    private boolean registered;
    private long refreshedNs;

    private RunMetrics(Outlets outlets, String simulation, Measurements measurements, Run run, Duration pushEvery) {
        this.simulation = simulation;
        this.measurements = measurements;
        this.run = run;
        var listen = outlets.metrics();
        if (listen == null) {
            server = null;
        } else {
            var page = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            registry.add(page);
            server = SmallServer.start(
                    "-Dmetrics",
                    listen,
                    SCRAPERS,
                    routes -> routes.get("/metrics", ctx -> {
                        // What the client accepts is the type that the reply has; Prometheus' text unless it asks for
                        // OpenMetrics.
                        var accepts = ctx.header("Accept");
                        var type = accepts != null && accepts.contains("application/openmetrics-text")
                                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                : "text/plain; version=0.0.4; charset=utf-8";
                        var body = scrape(page, type).getBytes(StandardCharsets.UTF_8);
                        ctx.contentType(type);
                        // Written here and at once, since the process may end as soon as this scrape is counted.
                        ctx.res().setContentLength(body.length);
                        var out = ctx.res().getOutputStream();
                        out.write(body);
                        out.flush();
                        scrapes.scraped();
                    }));
        }
        pusher = outlets.otlp() == null ? null : new OtlpMeterRegistry(otlp(outlets.otlp(), pushEvery), Clock.SYSTEM);
        if (pusher != null) {
            registry.add(pusher);
        }
        var unused = timer.scheduleAtFixedRate(this::lookSafely, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Starts to serve and to push.
     *
     * @throws dev.llmemulator.settings.InvalidSettingException if it cannot listen there
     */
    public static RunMetrics start(Outlets outlets, String simulation, Measurements measurements, Run run) {
        return new RunMetrics(outlets, simulation, measurements, run, PERIOD);
    }

    static RunMetrics start(
            Outlets outlets, String simulation, Measurements measurements, Run run, Duration pushEvery) {
        return new RunMetrics(outlets, simulation, measurements, run, pushEvery);
    }

    private static OtlpConfig otlp(URI url, Duration pushEvery) {
        return new OtlpConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public String url() {
                return url.toString();
            }

            @Override
            public Duration step() {
                return pushEvery;
            }
        };
    }

    // Never while meters come and go: that scrape would lack some, or fail.
    private synchronized String scrape(PrometheusMeterRegistry page, String type) {
        return page.scrape(type);
    }

    /** Where Prometheus may scrape; null if nowhere. */
    public @Nullable URI url() {
        return server == null ? null : server.url("/metrics");
    }

    // An exception would end the looking for good, without a word.
    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.warn("The metrics of the run could not be brought up to date.", e);
        }
    }

    private synchronized void look() {
        var id = registered ? null : run.id();
        if (id != null) {
            register(Tags.of("simulation", simulation, "run", id));
            registered = true;
            refreshedNs = System.nanoTime();
            verdicts.refresh(run.verdict());
        }
        if (registered) {
            // Marks belong where the faults were, so they do not wait for the rest.
            faults.refresh(run.faults(), measurements.firstStartUs());
        }
        if (registered && System.nanoTime() - refreshedNs >= PERIOD.toNanos()) {
            refresh();
        }
    }

    private void refresh() {
        refreshedNs = System.nanoTime();
        quantiles.forEach(QuantileGauges::refresh);
        verdicts.refresh(last == null ? run.verdict() : last);
    }

    private void register(Tags ofRun) {
        registry.config().commonTags(ofRun);
        for (var ending : Ending.values()) {
            counter(
                    "answers",
                    "Answers that have ended, by how they ended for their users.",
                    Tag.of("end", ending.name().toLowerCase(Locale.ROOT)),
                    each -> each.endings().counts().count(ending));
        }
        timestamp("begin.timestamp", "When the measurement began, since 1970.", () -> seconds(run.started()));
        gauge("answers.under.way", "Answers under way.", each -> each.counts().underWay());
        gauge("answers.expected", "Answers that the run asks for, as far as is known.", any -> run.expected());
        counter("tokens", "Tokens received.", null, each -> each.counts().tokens());
        for (var kind : AnomalyKind.values()) {
            counter(
                    "violations",
                    "Streams that broke a promise, by kind.",
                    Tag.of("kind", kind.name().toLowerCase(Locale.ROOT)),
                    each -> each.violations(kind));
        }
        for (var metric : Metric.values()) {
            var unit = metric.unit() == Unit.RATIO ? "ratio" : "seconds";
            quantiles.add(new QuantileGauges(
                    registry,
                    PREFIX + metric.jsonName().replace('_', '.'),
                    "Quantiles: " + metric.label() + ".",
                    unit,
                    unit.equals("ratio") ? metric.unit().recorded() : 1e6,
                    () -> measurements.histogram(metric)));
        }
        quantiles.add(new QuantileGauges(
                registry,
                PREFIX + "event.loop.lateness",
                "Quantiles: how late the load test itself was.",
                "seconds",
                1e6,
                run::latenessUs));
    }

    private void counter(String name, String help, @Nullable Tag tag, ToDoubleFunction<Measurements> count) {
        FunctionCounter.builder(PREFIX + name, measurements, count)
                .description(help)
                .tags(tag == null ? Tags.empty() : Tags.of(tag))
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<Measurements> value) {
        Gauge.builder(PREFIX + name, measurements, value).description(help).register(registry);
    }

    private void timestamp(String name, String help, Supplier<Number> seconds) {
        Gauge.builder(PREFIX + name, seconds)
                .description(help)
                .baseUnit("seconds")
                .register(registry);
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    /** Tells the last state of the run: pushes it, and leaves it to be scraped until the process ends. */
    public void end(Verdict verdict, Instant at) {
        timer.shutdownNow();
        tellLast(verdict, at);
        scrapes.ended();
        if (pusher != null) {
            pusher.close();
        }
    }

    private synchronized void tellLast(Verdict verdict, Instant at) {
        if (registered && last == null) {
            last = verdict;
            timestamp("end.timestamp", "When the last answer ended, since 1970.", () -> seconds(at));
            faults.refresh(run.faults(), measurements.firstStartUs());
            refresh();
        }
    }

    /** How long {@link #awaitLastScrape} may take. */
    public Duration longestWait() {
        return Duration.ofMillis(scrapes.waitMs());
    }

    /** Waits until the last state is scraped, if somebody has scraped until now and can be expected to do so again. */
    public void awaitLastScrape() {
        try {
            scrapes.await(scrapes.waitMs());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (pusher != null) {
            pusher.close();
        }
        if (server != null) {
            server.close();
        }
    }
}
