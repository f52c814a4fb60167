package dev.llmemulator.load.settings;

import dev.llmemulator.load.replay.Recording;
import dev.llmemulator.load.replay.RecordingException;
import dev.llmemulator.load.replay.RecordingReader;
import dev.llmemulator.load.replay.Selection;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.Setting;
import dev.llmemulator.settings.SettingValues;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What makes a load other than even.
 *
 * @param mix which model gives an answer; null if all answers come of one
 * @param leaving the share of answers whose users leave in the middle
 * @param recording who asks when, for what; null unless recorded traffic is replayed
 * @param sampleEvery how often a soak looks at what may grow; null for other runs
 * @param growth the share of its level by which something may grow in a soak
 * @param affected the users to whom something happens; null for other runs
 */
public record Shapes(
        @Nullable Mix mix,
        double leaving,
        @Nullable Recording recording,
        @Nullable Duration sampleEvery,
        double growth,
        @Nullable Affected affected) {
    // Far apart from the seeds of answers.
    private static final long DRAWS = 0x2545F4914F6CDD1DL;

    static Shapes from(SettingValues values, long seed) {
        var simulation = values.get(LoadOptions.SIMULATION);
        for (var each : List.of(LoadOptions.SPIKE_FACTOR, LoadOptions.SPIKE_SECONDS)) {
            belongsTo("Spike", simulation, each, values);
        }
        belongsTo("Mixed", simulation, LoadOptions.LEAVE, values);
        for (var each : List.of(LoadOptions.SAMPLE_EVERY, LoadOptions.GROWTH)) {
            belongsTo("Soak", simulation, each, values);
        }
        belongsTo(Affected.SLOW_READERS, simulation, LoadOptions.READ_RATE, values);
        belongsTo(Affected.SLOW_READERS, simulation, LoadOptions.STALL, values);
        belongsTo(Affected.TOKEN_EXPIRY, simulation, LoadOptions.TOKEN_LIFETIME, values);
        belongsTo(Affected.TOKEN_EXPIRY, simulation, LoadOptions.RENEWAL, values);
        belongsTo(Affected.BAD_NETWORK, simulation, LoadOptions.NETWORK, values);
        var affected = Affected.from(values, simulation);
        if (affected == null) {
            belongsTo("SlowReaders, TokenExpiry or BadNetwork", simulation, LoadOptions.AFFECTED, values);
        }
        var mix = values.find(LoadOptions.MIX).orElse(null);
        if (mix != null) {
            exclude(LoadOptions.MIX, "says which models answer", LoadOptions.MODEL, values);
            exclude(LoadOptions.MIX, "says which models answer", LoadOptions.TRACE, values);
        }
        return new Shapes(
                mix == null && simulation.equals("Mixed") ? mixOf(values) : mix,
                simulation.equals("Mixed") ? values.get(LoadOptions.LEAVE) : 0,
                recording(values, seed),
                simulation.equals("Soak") ? values.get(LoadOptions.SAMPLE_EVERY) : null,
                values.get(LoadOptions.GROWTH),
                affected);
    }

    private static Mix mixOf(SettingValues values) {
        return values.nameOf(LoadOptions.MODEL) == null ? Mix.USUAL : new Mix(Map.of(values.get(LoadOptions.MODEL), 1));
    }

    private static @Nullable Recording recording(SettingValues values, long seed) {
        var file = values.find(LoadOptions.TRACE).orElse(null);
        if (file == null) {
            for (var each : List.of(LoadOptions.TRACE_SPEED, LoadOptions.TRACE_SHARE)) {
                if (values.nameOf(each) != null) {
                    throw new InvalidSettingException(
                            "Setting %s says how a recording is replayed, so it needs -Dtrace."
                                    .formatted(values.nameOf(each)));
                }
            }
            return null;
        }
        for (var each : List.of(
                LoadOptions.RATE, LoadOptions.CLIENTS, LoadOptions.CYCLES, LoadOptions.ARRIVALS, LoadOptions.LENGTH)) {
            exclude(LoadOptions.TRACE, "says who asks when, and for how long an answer", each, values);
        }
        var model = values.get(LoadOptions.MODEL);
        if (!model.equals(AnswerShape.CONSTANT)) {
            throw values.refuse(
                    LoadOptions.MODEL,
                    AnswerShape.CONSTANT
                            + " with -Dtrace, because only its answers have exactly as many tokens as asked for");
        }
        var selection = new Selection(
                values.get(LoadOptions.TRACE_SPEED),
                values.get(LoadOptions.TRACE_SHARE),
                values.find(LoadOptions.DURATION).orElse(null),
                seed);
        try {
            return RecordingReader.read(file, selection);
        } catch (RecordingException e) {
            throw new InvalidSettingException("Setting %s: the file %s cannot be replayed: %s."
                    .formatted(values.nameOf(LoadOptions.TRACE), file, e.getMessage()));
        }
    }

    private static void belongsTo(String owner, String simulation, Setting<?> setting, SettingValues values) {
        if (values.nameOf(setting) != null && !simulation.equals(owner)) {
            throw new InvalidSettingException("Setting %s belongs to -Dsimulation=%s, not to %s."
                    .formatted(values.nameOf(setting), owner, simulation));
        }
    }

    private static void exclude(Setting<?> setting, String what, Setting<?> other, SettingValues values) {
        if (values.nameOf(other) != null) {
            throw new InvalidSettingException("Settings %s and %s exclude each other: %s %s. Leave one of them out."
                    .formatted(values.nameOf(setting), values.nameOf(other), setting.name(), what));
        }
    }

    /** What answers have in common, which for recorded ones is that none is longer. */
    AnswerShape usual(SettingValues values) {
        if (mix != null) {
            return AnswerShape.from(values, mix);
        }
        var shape = AnswerShape.from(values);
        return recording == null ? shape : shape.longest(recording);
    }

    /** The answer that takes longest, for the limits of a run. */
    AnswerShape slowest(AnswerShape usual) {
        return recording == null
                ? usual
                : recording.requests().stream()
                        .map(usual::recorded)
                        .max(Comparator.comparing(AnswerShape::usualTime))
                        .orElseThrow();
    }

    /** How many of the recorded answers are under way at once, if the system is fast enough. */
    long atOnce(AnswerShape usual) {
        var ends = new PriorityQueue<Long>();
        var most = 0;
        for (var request : Objects.requireNonNull(recording).requests()) {
            while (!ends.isEmpty() && ends.peek() < request.atUs()) {
                ends.remove();
            }
            ends.add(request.atUs() + usual.recorded(request).usualTime().toNanos() / 1000);
            most = Math.max(most, ends.size());
        }
        return most;
    }

    /** Whether answers differ from each other in what is asked for. */
    boolean differ() {
        return mix != null || recording != null;
    }

    /** Those of a run of the same answers in whose place a gentle load comes. */
    Shapes gentle() {
        return new Shapes(null, 0, null, sampleEvery, growth, affected);
    }

    /** What is asked for by the user of this number, from 1, in this cycle. */
    AnswerShape answerOf(AnswerShape usual, long seed, long user, int cycle) {
        if (recording != null) {
            return usual.recorded(recording.request(user));
        }
        return mix == null ? usual : usual.of(mix.model(draw(seed, user, cycle).nextDouble()));
    }

    /** Whether the user of this number leaves in the middle of the answer of this cycle. */
    boolean leaves(long seed, long user, int cycle) {
        var random = draw(seed, user, cycle);
        // The first number chooses the model.
        random.nextDouble();
        return random.nextDouble() < leaving;
    }

    /** A pause before the next question: exponentially distributed, so that most are short and a few long. */
    Duration pause(Duration mean, long seed, long user, int cycle) {
        var random = draw(seed, user, cycle);
        random.nextDouble();
        random.nextDouble();
        return Duration.ofNanos((long) (mean.toNanos() * -StrictMath.log(1 - random.nextDouble())));
    }

    /** Adds those that were in force, by the names that {@code -D} has for them. */
    public void putInto(Map<String, @Nullable Object> byName, @Nullable Arrivals arrivals) {
        if (recording != null) {
            byName.put("trace", recording.name());
            byName.put("traceSpeed", recording.selection().speed());
            byName.put("traceShare", recording.selection().share());
        }
        if (arrivals != null && arrivals.spike() != null) {
            byName.put("spikeFactor", arrivals.spike().factor());
            byName.put("spikeSeconds", arrivals.spike().during().toSeconds());
        }
        if (leaving > 0) {
            byName.put("leave", leaving);
        }
        if (sampleEvery != null) {
            byName.put("sampleEvery", sampleEvery.toSeconds());
            byName.put("growth", growth);
        }
        if (affected != null) {
            affected.putInto(byName);
        }
    }

    // Its sequence is specified, so that it is the same on every Java version.
    private static Random draw(long seed, long user, int cycle) {
        var mixed = (seed + user * 1_000_003 + cycle) * DRAWS;
        return new Random(mixed ^ (mixed >>> 29));
    }
}
