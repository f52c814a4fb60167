package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.OverTime;
import dev.llmemulator.load.measure.UserGroup;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.protocol.Comeback;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.Affected;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.Daemons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some users have trouble in the second half of a run: what they feel, and whether the others feel it as well. The
 * others' delay may be twice that of the first half, and 20 ms more, which is the noise of a shared machine.
 */
public abstract class AffectedObserver implements Observer {
    static final double FACTOR = 2;
    static final double SLACK_MS = 20;

    private static final int[] PER_MILLE = {990, 950, 500};

    // Centrifugo's, for connections and subscriptions, and those of WebSocket.
    private static final Pattern CODE = Pattern.compile("\\b[1-4]\\d{3}\\b");

    private final Affected affected;
    private final int users;
    private final Duration ramp;
    private final Duration whole;
    private final UserGroup others = new UserGroup();
    private final UserGroup some = new UserGroup();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final ScheduledExecutorService timer = Daemons.timer("affected users");
    private Supplier<PartsReport> parts = () -> PartsReport.NONE;
    private long startUs;
    private volatile String trouble = "";

    protected AffectedObserver(LoadSettings settings) {
        affected = settings.affected();
        users = affected.of(settings.clients());
        ramp = settings.ramp();
        whole = Objects.requireNonNull(settings.repeatFor(), "The settings give no time");
    }

    /** What is said of the affected users. */
    protected record Findings(
            String sentence,
            Map<String, String> facts,
            Map<String, @Nullable Double> numbers,
            List<Criterion> criteria) {}

    /** Adds what only this simulation knows. */
    protected abstract Findings findings(Figures figures);

    /** Makes it happen. */
    protected void happen() throws Exception {}

    public final UserGroup others() {
        return others;
    }

    /** The group of the affected users. */
    public final UserGroup some() {
        return some;
    }

    /** How many users are affected. */
    public final int users() {
        return users;
    }

    protected final Affected affected() {
        return affected;
    }

    /** Completes when it happens. */
    public final CompletableFuture<Void> begun() {
        return begun;
    }

    @Override
    public void begin(Measurements measurements, EpochClock clock, Supplier<PartsReport> told) {
        parts = told;
        startUs = clock.nowUs();
        others.begin(startUs);
        some.begin(startUs);
        var unused = timer.schedule(this::happenNow, middle().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void happenNow() {
        try {
            happen();
            begun.complete(null);
        } catch (Exception e) {
            trouble = e.toString();
        }
    }

    /** Why it did not happen; empty if it did, or not yet. */
    protected final String trouble() {
        return trouble;
    }

    private Duration middle() {
        return ramp.plus(whole.dividedBy(2));
    }

    @Override
    public void end() {
        timer.shutdownNow();
    }

    /** How affected users lost their connections, and how often. */
    protected final Map<String, String> lost() {
        var ways = new LinkedHashMap<String, String>();
        some.events().forEach((event, times) -> {
            if (event.startsWith(Comeback.LOST)) {
                ways.put(event, times + (times == 1 ? " time" : " times"));
            }
        });
        return ways;
    }

    /** The same for programs: how often by each code, or without one. */
    private Map<String, Double> lostByCode() {
        var byCode = new TreeMap<String, Double>();
        some.events().forEach((event, times) -> {
            if (event.startsWith(Comeback.LOST)) {
                var code = CODE.matcher(event);
                byCode.merge("lost_" + (code.find() ? code.group() : "without_code"), (double) times, Double::sum);
            }
        });
        return byCode;
    }

    /** What the parts told before it happened, without the ramp. */
    protected final PartsReport partsBefore() {
        return partsBetween(ramp, middle());
    }

    /** What the parts told since it happened, while the others were there. */
    protected final PartsReport partsSince() {
        return partsBetween(middle(), ramp.plus(whole));
    }

    private PartsReport partsBetween(Duration from, Duration to) {
        return parts.get().between(startUs + from.toNanos() / 1000, startUs + to.toNanos() / 1000);
    }

    @Override
    public final Observation found(Figures figures) {
        var findings = findings(figures);
        var facts = new LinkedHashMap<>(findings.facts());
        var numbers = new LinkedHashMap<>(findings.numbers());
        numbers.put("affected_users", (double) users);
        numbers.putAll(lostByCode());
        for (var metric : Metric.overTime()) {
            add("affected users, ", some, metric, "affected_", facts, numbers);
            add("others, ", others, metric, "others_", facts, numbers);
        }
        var criteria = new ArrayList<>(findings.criteria());
        criteria.add(othersDoNotFeelIt());
        return new Observation(
                null,
                findings.sentence() + " " + othersSentence(),
                facts,
                Map.of(),
                numbers,
                List.of(),
                0,
                List.copyOf(criteria));
    }

    private void add(
            String who,
            UserGroup group,
            Metric metric,
            String prefix,
            Map<String, String> facts,
            Map<String, @Nullable Double> numbers) {
        var halves = halves(group);
        var value = Value.of(halves, metric);
        if (value == null) {
            return;
        }
        facts.put(who + metric.title(), value.toString());
        var name = "%s%s_p%d".formatted(prefix, metric.jsonName(), value.perMille / 10);
        numbers.put(name + "_before_ms", value.before);
        numbers.put(name + "_since_ms", value.since);
    }

    private String othersSentence() {
        var value = othersDelay();
        return value == null
                ? "What the others felt is not known."
                : "The others' " + value.metric.title() + " " + value + ".";
    }

    private Criterion othersDoNotFeelIt() {
        var value = othersDelay();
        var rule = "at most %.0f times that of the first half, and %.0f ms more";
        return new Criterion(
                "the others do not feel it",
                value == null
                        ? format(rule, FACTOR, SLACK_MS)
                        : format(
                                "%s p%d at most %.1f ms: " + rule,
                                value.metric.title(),
                                value.perMille / 10,
                                value.limit(),
                                FACTOR,
                                SLACK_MS),
                value == null ? "too few tokens in one of the halves" : format("%.1f ms", value.since),
                value != null && value.since <= value.limit());
    }

    /** Token delay, or the latency between tokens where clocks cannot be compared. */
    private @Nullable Value othersDelay() {
        var halves = halves(others);
        var delay = Value.of(halves, Metric.TOKEN_DELAY);
        return delay != null ? delay : Value.of(halves, Metric.INTER_TOKEN_LATENCY);
    }

    private List<Interval> halves(UserGroup group) {
        var overTime = group.overTime();
        return List.of(sum(overTime, ramp, middle()), sum(overTime, middle(), ramp.plus(whole)));
    }

    private static Interval sum(OverTime overTime, Duration from, Duration to) {
        var size = overTime.intervals().size();
        var length = overTime.lengthSeconds();
        var first = Math.min(size, (from.toSeconds() + length - 1) / length);
        var last = Math.min(size, to.toSeconds() / length);
        return Interval.sum(overTime.intervals().subList((int) first, (int) Math.max(first, last)));
    }

    /** A percentile in both halves, the highest that both have. */
    private record Value(Metric metric, int perMille, double before, double since) {
        static @Nullable Value of(List<Interval> halves, Metric metric) {
            var before = halves.get(0).values(metric);
            var since = halves.get(1).values(metric);
            if (before == null || since == null) {
                return null;
            }
            for (var perMille : PER_MILLE) {
                var first = before.percentile(perMille);
                var second = since.percentile(perMille);
                if (first != null && second != null) {
                    return new Value(metric, perMille, first, second);
                }
            }
            return null;
        }

        double limit() {
            return before * FACTOR + SLACK_MS;
        }

        @Override
        public String toString() {
            return format("p%d %.1f ms before, %.1f ms since", perMille / 10, before, since);
        }
    }

    static String format(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
