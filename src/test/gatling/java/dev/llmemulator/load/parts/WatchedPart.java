package dev.llmemulator.load.parts;

import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.settings.WatchTarget;
import dev.llmemulator.settings.Urls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A part that is watched: one thread reads it, and any thread may ask for what was read. */
final class WatchedPart implements AutoCloseable {
    /** A part that does not reply is not asked again so soon, for it holds up the watch of the others. */
    private static final long PAUSE_US = TimeUnit.SECONDS.toMicros(4);

    private static final long NEXT_SEARCH_US = TimeUnit.SECONDS.toMicros(30);
    private static final String NO_CPU = "'s CPU time";
    private static final String SAME_MACHINE = "its machine for the load test, as root or as the part's own user";

    private final PartKind kind;
    private final String name;
    private final String address;
    private final Source source;
    private final int port;
    private final boolean isLocalAddress;
    private final ProcessFinder finder;
    private final List<Reading> readings = new ArrayList<>();
    private @Nullable LocalProcess process;
    private String noProcess = "";
    private String trouble = "";
    private boolean isTunnel;
    private long askAgainUs = Long.MIN_VALUE;
    private long searchAgainUs = Long.MIN_VALUE;

    WatchedPart(
            PartKind kind,
            String name,
            String address,
            Source source,
            int port,
            boolean isLocalAddress,
            ProcessFinder finder) {
        this.kind = kind;
        this.name = name;
        this.address = address;
        this.source = source;
        this.port = port;
        this.isLocalAddress = isLocalAddress;
        this.finder = finder;
    }

    static WatchedPart of(WatchTarget target, Trust trust, Duration timeout) {
        var url = target.server().url();
        // A query of the user's own says what is wanted.
        var hasQuery = url.getRawQuery() != null;
        var source = switch (target.kind()) {
            case EMULATOR -> new EmulatorSource(target.server(), trust, timeout);
            case HAPROXY ->
                new HaproxySource(new WebPage(target.server(), hasQuery ? "" : HaproxySource.SCOPES, trust, timeout));
            case CENTRIFUGO ->
                new CentrifugoSource(new WebPage(
                        target.server(), hasQuery ? "" : WebPage.namesOnly(CentrifugoSource.METRICS), trust, timeout));
            case REDIS -> new RedisSource(target, trust, timeout);
        };
        return new WatchedPart(
                PartKind.of(target.kind()),
                target.name(),
                target.server().toString(),
                source,
                port(url),
                Urls.isLoopback(url.getHost()),
                new ProcessFinder());
    }

    private static int port(URI url) {
        return url.getPort() >= 0
                ? url.getPort()
                : switch (url.getScheme()) {
                    case "http" -> 80;
                    case "https" -> 443;
                    default -> RedisSource.USUAL_PORT;
                };
    }

    /** The load test itself. */
    static WatchedPart ofThisProcess(LongSupplier tokens) {
        var part = new WatchedPart(
                PartKind.LOAD_TEST,
                PartKind.LOAD_TEST.jsonName(),
                "this process",
                new LoadTestSource(tokens),
                0,
                false,
                new ProcessFinder());
        part.process = LocalProcess.of(Path.of("/proc/self"));
        return part;
    }

    /** Reads what it tells now, unless it lately did not reply. */
    void read(EpochClock clock) {
        var beginUs = clock.nowUs();
        if (beginUs < askAgainUs) {
            return;
        }
        var reading = new Reading();
        String problem = "";
        try {
            source.read(reading);
        } catch (IOException | RuntimeException e) {
            problem = words(e);
            askAgainUs = beginUs + PAUSE_US;
        }
        var endUs = clock.nowUs();
        reading.at(beginUs + (endUs - beginUs) / 2).set(PartFigure.REPLY_SECONDS, (endUs - beginUs) / 1e6);
        readProcess(reading, beginUs);
        add(reading, problem);
    }

    // The client's own exception says where it could not connect, and its cause says why not.
    private static String words(Exception e) {
        return e instanceof InterruptedIOException
                ? "no reply in time"
                : Trouble.of(e.getCause() instanceof ConnectException cause ? cause : e);
    }

    private void readProcess(Reading reading, long nowUs) {
        var known = process;
        if (known != null && known.read(reading)) {
            return;
        }
        process = null;
        if (!isLocalAddress || nowUs < searchAgainUs) {
            return;
        }
        searchAgainUs = nowUs + NEXT_SEARCH_US;
        var found = finder.find(kind.programs(), port, source.startedAt());
        process = found.process();
        noProcess = found.reason();
        isTunnel = found.isTunnel();
        if (found.process() != null) {
            found.process().read(reading);
        }
    }

    private synchronized void add(Reading reading, String problem) {
        trouble = problem;
        // That it let wait is worth a reading only of a part that can be reached at all.
        if (problem.isEmpty() || !readings.isEmpty() || reading.tells(PartFigure.CPU_SECONDS)) {
            readings.add(reading);
        }
    }

    /** Forgets every second reading. */
    synchronized void thin() {
        for (var i = readings.size() - 1; i > 0; i--) {
            if (i % 2 == 1) {
                readings.remove(i);
            }
        }
    }

    /** Null if it told nothing. */
    synchronized @Nullable PartReport report(long longestGapUs) {
        var known = process;
        var here = kind == PartKind.LOAD_TEST || known != null || (isLocalAddress && !isTunnel);
        return readings.isEmpty()
                ? null
                : PartReport.of(
                        kind,
                        name,
                        address,
                        here,
                        known == null ? new BitSet() : known.allowed(),
                        List.copyOf(readings),
                        longestGapUs);
    }

    /** Why it, or its CPU time, was not watched; null if all was. */
    synchronized @Nullable NotWatched notWatched() {
        var told = readings.stream().anyMatch(each -> each.tells(PartFigure.CPU_SECONDS));
        var replied =
                readings.stream().anyMatch(each -> each.tells(PartFigure.PLACES) || each.tells(PartFigure.CONNECTIONS));
        if (!replied && !trouble.isEmpty()) {
            return new NotWatched(name, address + ": " + trouble, kind.howToOpen());
        }
        if (!told && kind != PartKind.LOAD_TEST) {
            var why = isLocalAddress ? noProcess : "it runs on another machine, and does not tell by itself";
            return new NotWatched(name + NO_CPU, why, SAME_MACHINE);
        }
        return null;
    }

    @Override
    public void close() {
        source.close();
    }
}
