package dev.llmemulator.load.settings;

import dev.llmemulator.load.chaos.FaultPlan;
import dev.llmemulator.load.objectives.Objectives;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.ProfileFile;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.Setting;
import dev.llmemulator.settings.SettingValues;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All settings of one run of the load test; {@link LoadOptions} says what each means.
 *
 * @param arrivals the rate at which users arrive; null if they arrive over the ramp
 * @param cycles answers of each user; 1 if {@code repeatFor} decides
 * @param repeatFor for how long each user goes on asking; null if {@code cycles} decides
 * @param reuse whether a user keeps its WebSocket over its answers
 * @param seed random unless given
 * @param objectives what the run must reach, and what makes an answer a good one
 * @param maxErrors failed answers that a passing run may have; {@link #ANY_ERRORS} if an objective says how many
 * @param transport how answers come
 * @param traced whether an event stream is asked for as text that proves itself
 * @param profile how to talk to a backend that is not ours; null for our own
 * @param watch the parts of the cluster that are watched
 * @param losses how users lose their connections, in simulations where they do
 * @param faults what shall happen to the cluster during the run; null for nothing
 * @param shapes what makes the load other than even
 * @param capacity how a search for the capacity goes
 * @param outlets where the run tells of itself while it goes on
 * @param traceShare of how many questions servers are asked to keep the trace; null if no question says anything of it
 */
public record LoadSettings(
        int clients,
        @Nullable Arrivals arrivals,
        int cycles,
        @Nullable Duration repeatFor,
        AnswerShape answers,
        int maxConcurrent,
        Target target,
        Duration ramp,
        Duration think,
        boolean reuse,
        Duration warmUp,
        Duration connectTimeout,
        Duration answerTimeout,
        long seed,
        Objectives objectives,
        int maxErrors,
        boolean tokenRows,
        boolean sameClock,
        Duration maxLateness,
        Transport transport,
        boolean traced,
        @Nullable Profile profile,
        WatchTargets watch,
        Losses losses,
        @Nullable FaultPlan faults,
        Shapes shapes,
        CapacityPlan capacity,
        Outlets outlets,
        @Nullable Double traceShare) {
    public static final int ANY_ERRORS = Integer.MAX_VALUE;

    // Gatling's report takes about 5 s and 500 MB of memory for a million rows, so longer runs do without them.
    private static final long MAX_TOKEN_ROWS = 1_000_000;

    private static final int WARM_UP_USERS = 50;
    private static final int WARM_UP_WORDS = 50;
    private static final Duration WARM_UP_DELAY = Duration.ofMillis(10);
    private static final Duration WARM_UP_RAMP = Duration.ofSeconds(1);
    private static final int CHECK_WORDS = 5;
    // A backend that gathers tokens for 100 ms has to publish such an answer in parts. A single publication would fit
    // both deltas and snapshots.
    private static final int PROFILE_CHECK_WORDS = 15;
    private static final Duration PROFILE_CHECK_DELAY = Duration.ofMillis(20);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANY_LATENESS = Duration.ofSeconds(60);
    private static final int USERS_PER_SECOND = 200;
    private static final int FIRST_RATE = 5;
    private static final String FEW_FAIL = "failed<2%";
    private static final int MOST_CONCURRENT = 100_000;
    private static final Duration LONGEST_CAPACITY_RAMP = Duration.ofSeconds(5);
    private static final int LONGEST_RAMP_SECONDS = 30;
    private static final int LEAST_SAMPLES = 12;
    private static final Duration IDLE_TIME = Duration.ofSeconds(60);
    private static final Duration AFFECTED_TIME = Duration.ofMinutes(2);

    /** The settings of this process: system properties, the environment, and {@code .env} of this folder. */
    public static LoadSettings ofThisProcess() {
        var properties = new HashMap<String, String>();
        System.getProperties().forEach((name, value) -> properties.put(name.toString(), value.toString()));
        return from(properties, System.getenv(), DotEnv.read(Path.of(".env")));
    }

    /** Reads the settings from {@code -D}, which wins, the environment, and {@code .env}, for those that stand in it. */
    public static LoadSettings from(
            Map<String, String> properties, Map<String, String> environment, Map<String, String> dotEnv) {
        var texts = new HashMap<>(environment);
        properties.forEach((name, value) -> texts.put("-D" + name, value));
        // As for Compose, a name that the environment sets to nothing is set.
        dotEnv.forEach((name, value) -> {
            if (!environment.containsKey(name)) {
                texts.put(LoadOptions.DOT_ENV + name, value);
            }
        });
        var pathOrName = new SettingValues(texts).find(LoadOptions.PROFILE).orElse(null);
        var profile = pathOrName == null
                ? null
                : ProfileFile.read(pathOrName, name -> environment.getOrDefault(name, dotEnv.getOrDefault(name, "")));
        if (profile != null) {
            setUnlessGiven(texts, LoadOptions.HTTP_URL, profile.httpUrl());
            setUnlessGiven(texts, LoadOptions.WS_URL, profile.webSocketUrl());
            if (Transport.of(new SettingValues(texts).get(LoadOptions.TRANSPORT))
                    .isEmulated()) {
                setUnlessGiven(texts, LoadOptions.STREAM_URL, profile.streamUrl());
                setUnlessGiven(texts, LoadOptions.EMULATION_URL, profile.emulationUrl());
            }
            setUnlessGiven(texts, LoadOptions.CA, profile.ca());
        }
        if (new SettingValues(texts).get(LoadOptions.CAPACITY_IN).equals(CapacityPlan.PER_SECOND)) {
            setUnlessGiven(texts, LoadOptions.RATE, FIRST_RATE);
        }
        return from(new SettingValues(texts), profile);
    }

    private static void setUnlessGiven(Map<String, String> texts, Setting<?> setting, @Nullable Object value) {
        if (value != null && new SettingValues(texts).nameOf(setting) == null) {
            texts.put(setting.name(), value.toString());
        }
    }

    private static LoadSettings from(SettingValues values, @Nullable Profile profile) {
        // Small enough to be exact where numbers are doubles, as in JavaScript.
        long seed = values.find(LoadOptions.SEED)
                .orElseGet(() -> ThreadLocalRandom.current().nextLong(1L << 53));
        var shapes = Shapes.from(values, seed);
        var recording = shapes.recording();
        var arrivals = Arrivals.from(values, seed);
        var repeatFor = arrivals != null || recording != null ? null : repeatFor(values);
        int clients = recording != null
                ? recording.requests().size()
                : arrivals != null ? arrivals.dueUs().length : values.get(LoadOptions.CLIENTS);
        var once = repeatFor != null
                || recording != null
                || (arrivals != null && values.nameOf(LoadOptions.CYCLES) == null);
        int cycles = once ? 1 : values.get(LoadOptions.CYCLES);
        var answers = shapes.usual(values);
        var transport = transport(values);
        var target = Target.from(values, profile, transport);
        var think = values.get(LoadOptions.THINK);
        var objectives = objectives(values);
        var count = likelyAnswers(clients, cycles, repeatFor, answers, think);
        return new LoadSettings(
                clients,
                arrivals,
                cycles,
                repeatFor,
                answers,
                values.find(LoadOptions.MAX_CONCURRENT).orElse(clients),
                target,
                // Whole seconds, because Gatling ramps by the second and drops the rest.
                values.find(LoadOptions.RAMP).orElse(defaultRamp(clients)),
                think,
                values.get(LoadOptions.REUSE),
                values.get(LoadOptions.WARM_UP),
                values.get(LoadOptions.CONNECT_TIMEOUT),
                answerTimeout(values, shapes.slowest(answers)),
                seed,
                objectives,
                values.find(LoadOptions.MAX_ERRORS).orElse(objectives.allowFailures() ? ANY_ERRORS : 0),
                values.get(LoadOptions.TOKEN_ROWS)
                        .orElse((recording == null ? count * answers.tokens() : recording.tokens()) <= MAX_TOKEN_ROWS),
                values.get(LoadOptions.SAME_CLOCK)
                        .orElse(target.onThisMachine() && (profile == null || profile.mayBeOnThisMachine())),
                values.get(LoadOptions.MAX_LATENESS),
                transport,
                values.get(LoadOptions.TRACED),
                profile,
                WatchTargets.from(values, target),
                Losses.from(values),
                faults(values, target),
                shapes,
                CapacityPlan.from(values),
                Outlets.from(values),
                values.find(LoadOptions.TRACEPARENT).orElse(null));
    }

    private static @Nullable FaultPlan faults(SettingValues values, Target target) {
        var plan = values.find(LoadOptions.FAULTS).orElse(null);
        if (plan != null && !target.name().equals(Target.CLUSTER)) {
            throw new InvalidSettingException(
                    "Setting %s belongs to target cluster, whose parts bin/fault can reach; the target is %s."
                            .formatted(values.nameOf(LoadOptions.FAULTS), target.name()));
        }
        return plan == null ? null : FaultPlan.read(plan);
    }

    private static Transport transport(SettingValues values) {
        var transport = Transport.of(values.get(LoadOptions.TRANSPORT));
        if (transport == Transport.SSE) {
            for (Setting<?> other : List.of(LoadOptions.PROFILE, LoadOptions.WS_URL, LoadOptions.STREAM_URL)) {
                if (values.nameOf(other) != null) {
                    throw new InvalidSettingException(
                            "Setting %s does not belong to transport sse, by which users read straight from http_url."
                                    .formatted(values.nameOf(other)));
                }
            }
            if (values.get(LoadOptions.REUSE)) {
                throw new InvalidSettingException("Setting %s does not belong to transport sse, which has no WebSocket."
                        .formatted(values.nameOf(LoadOptions.REUSE)));
            }
        }
        if (transport != Transport.SSE && values.nameOf(LoadOptions.TRACED) != null) {
            throw new InvalidSettingException(
                    "Setting %s does not belong to transport %s, but to sse; a profile has question.traced."
                            .formatted(values.nameOf(LoadOptions.TRACED), transport.label()));
        }
        if (!transport.isEmulated()) {
            for (Setting<?> other : List.of(LoadOptions.STREAM_URL, LoadOptions.EMULATION_URL)) {
                if (values.nameOf(other) != null) {
                    throw new InvalidSettingException(
                            "Setting %s does not belong to transport %s, but to http_stream and centrifugo_sse."
                                    .formatted(values.nameOf(other), transport.label()));
                }
            }
        }
        return transport;
    }

    private static Objectives objectives(SettingValues values) {
        return Objectives.parse(
                givenName(values, LoadOptions.SLO),
                values.find(LoadOptions.SLO).orElse(""),
                givenName(values, LoadOptions.GOOD),
                values.find(LoadOptions.GOOD).orElse(""));
    }

    private static String givenName(SettingValues values, Setting<?> setting) {
        return Objects.requireNonNullElse(values.nameOf(setting), setting.name());
    }

    private static @Nullable Duration repeatFor(SettingValues values) {
        var duration = values.find(LoadOptions.DURATION).orElse(null);
        if (duration != null && values.nameOf(LoadOptions.CYCLES) != null) {
            throw new InvalidSettingException(
                    ("Settings %s and %s exclude each other: users repeat for a time or for a number of answers."
                                    + " Leave one of them out.")
                            .formatted(values.nameOf(LoadOptions.DURATION), values.nameOf(LoadOptions.CYCLES)));
        }
        return duration;
    }

    private static Duration answerTimeout(SettingValues values, AnswerShape answers) {
        var timeout = values.find(LoadOptions.ANSWER_TIMEOUT).orElse(answers.generousTimeout());
        if (timeout.compareTo(answers.leastTime()) <= 0) {
            throw values.refuse(
                    LoadOptions.ANSWER_TIMEOUT,
                    "more than the time of an answer on an infinitely fast system, %s s"
                            .formatted(BigDecimal.valueOf(answers.leastTime().toMillis(), 3)));
        }
        return timeout;
    }

    /** A load that exercises the same code for the warm-up's time, without slow answers and without drowning a cold system. */
    public LoadSettings forWarmUp() {
        var users = Math.min(Math.min(clients, maxConcurrent), WARM_UP_USERS);
        return forOneAnswerEach(
                users,
                answers.gentle(WARM_UP_WORDS, WARM_UP_DELAY),
                WARM_UP_RAMP,
                warmUp,
                connectTimeout,
                answerTimeout,
                maxLateness);
    }

    /** One user who asks for one short answer, and leaves a cold system some time. It finds out whether the target works at all. */
    public LoadSettings forTargetCheck() {
        var timeout = connectTimeout.compareTo(CHECK_TIMEOUT) < 0 ? CHECK_TIMEOUT : connectTimeout;
        var answer = profile == null
                ? answers.gentle(CHECK_WORDS, WARM_UP_DELAY)
                : answers.evenly(PROFILE_CHECK_WORDS, PROFILE_CHECK_DELAY);
        // An LLM that is not told how fast it shall answer takes its time.
        var limit = profile == null || (profile.saysWhichAnswer() && timeout.compareTo(answerTimeout) < 0)
                ? timeout
                : answerTimeout;
        return forOneAnswerEach(1, answer, Duration.ZERO, Duration.ZERO, timeout, limit, maxLateness);
    }

    /** One user with one answer of the same kind, and no warm-up. Cold code is late, so lateness may have any size. */
    public LoadSettings forSmoke() {
        withoutRate();
        withRecovery();
        if (repeatFor != null) {
            throw new InvalidSettingException(
                    "Setting -Dduration does not belong to Smoke, whose users ask for one answer each.");
        }
        return forOneAnswerEach(1, answers, Duration.ZERO, Duration.ZERO, connectTimeout, answerTimeout, ANY_LATENESS);
    }

    /** Returns these settings unchanged, or throws if they do not give a rate. */
    public LoadSettings withRate() {
        if (arrivals == null) {
            throw new InvalidSettingException(
                    "Setting -Drate is missing. The users of this simulation arrive at a rate, such as -Drate=20.");
        }
        return this;
    }

    /** Returns these settings unchanged, or throws if users cannot come back to an answer and get what they missed. */
    public LoadSettings withRecovery() {
        if (transport == Transport.SSE) {
            throw new InvalidSettingException(
                    "Setting -Dtransport=sse does not belong to this simulation: an event stream cannot be taken up again.");
        }
        if (profile != null && profile.order() == Profile.Order.SERVER_SIDE) {
            throw new InvalidSettingException(
                    ("Setting -Dprofile: by the profile %s the server subscribes users (order = server_side), and this"
                                    + " simulation recovers subscriptions of the users' own. Use StreamedAnswers.")
                            .formatted(profile.name()));
        }
        return this;
    }

    /** Returns these settings unchanged, or throws if they give no recording. */
    public LoadSettings withRecording() {
        if (shapes.recording() == null) {
            throw new InvalidSettingException(
                    "Setting -Dtrace is missing. The users of this simulation come from a file of recorded requests.");
        }
        return this;
    }

    /** Returns these settings unchanged, or throws if they do not give a rate with a spike. */
    public LoadSettings withSpike() {
        withRate();
        if (arrivals == null || arrivals.spike() == null) {
            throw new InvalidSettingException("Setting -Dsimulation is not Spike, so these settings have no spike.");
        }
        return this;
    }

    /** Returns these settings unchanged, or throws if users do not go on for a time. */
    public LoadSettings forSoak() {
        withoutRate();
        if (repeatFor == null) {
            throw new InvalidSettingException(
                    "Setting -Dduration is missing. A soak goes on for a time, such as -Dduration=3600.");
        }
        var every = shapes.sampleEvery();
        if (every == null) {
            throw new InvalidSettingException("Setting -Dsimulation is not Soak, so these settings have no samples.");
        }
        var least = every.multipliedBy(LEAST_SAMPLES);
        if (repeatFor.compareTo(least) < 0) {
            throw new InvalidSettingException(
                    "Setting -Dduration=%d must be at least %d: growth shows in %d samples or more, one each %d s (-DsampleEvery)."
                            .formatted(repeatFor.toSeconds(), least.toSeconds(), LEAST_SAMPLES, every.toSeconds()));
        }
        return this;
    }

    /** Users who are connected for a time, a minute unless the settings say, and ask nothing. */
    public LoadSettings forIdle() {
        withoutRate();
        if (transport == Transport.SSE) {
            throw new InvalidSettingException(
                    "Setting -Dtransport=sse does not belong to this simulation: without a question it has no connection.");
        }
        return forTime(repeatFor == null ? IDLE_TIME : repeatFor);
    }

    /**
     * Users of whom some are affected in the second half of a time, two minutes unless the settings say. They come back
     * when they lose their connection.
     */
    public LoadSettings forAffected() {
        withoutRate();
        withRecovery();
        if (clients < 2) {
            throw new InvalidSettingException(
                    "Setting -Dclients=1 must be at least 2: some users are affected, and others are not.");
        }
        if (transport != Transport.WEBSOCKET) {
            throw new InvalidSettingException(
                    "Setting -Dtransport=%s does not belong to this simulation, which is about WebSockets."
                            .formatted(transport.label()));
        }
        return forTime(repeatFor == null ? AFFECTED_TIME : repeatFor);
    }

    /** The same for users whose tokens the load test makes. */
    public LoadSettings forTokenExpiry() {
        if (profile != null) {
            throw new InvalidSettingException(
                    "Setting -Dprofile does not belong to this simulation: a profile says itself how long tokens last"
                            + " (lifetime), in any simulation.");
        }
        if (reuse) {
            throw new InvalidSettingException(
                    "Setting -Dreuse does not belong to this simulation: a connection that a user keeps has the token with"
                            + " which it was opened, before tokens began to expire.");
        }
        return forAffected();
    }

    /** The same for users of the cluster, in which there are links. */
    public LoadSettings forBadNetwork() {
        if (!target.name().equals(Target.CLUSTER)) {
            throw new InvalidSettingException(
                    ("Setting -Dtarget=%s does not belong to this simulation, but cluster: its users come by the links of"
                                    + " the native cluster, on this machine.")
                            .formatted(target.name()));
        }
        return forAffected();
    }

    /** The users to whom something happens. */
    public Affected affected() {
        return Objects.requireNonNull(shapes.affected(), "In this simulation nobody is affected");
    }

    /** Returns these settings unchanged, or throws if answers cannot be cancelled. */
    public LoadSettings withCancelling() {
        if (profile != null || transport == Transport.SSE) {
            throw new InvalidSettingException(
                    "Setting %s does not belong to this simulation, which cancels answers of the emulator's own API."
                            .formatted(profile == null ? "-Dtransport" : "-Dprofile"));
        }
        return this;
    }

    /** Returns these settings unchanged, or throws if not all users do the same at the same time. */
    public LoadSettings withStorm() {
        withoutRate();
        if (repeatFor != null) {
            throw new InvalidSettingException(
                    "Setting -Dduration does not belong to this simulation, whose users all take the same number of answers.");
        }
        if (maxConcurrent < clients) {
            throw new InvalidSettingException(
                    "Setting -DmaxConcurrent does not belong to this simulation, in which all users ask at once.");
        }
        return this;
    }

    /** Returns these settings unchanged, or throws if they give a rate in place of the number of users. */
    public LoadSettings withoutRate() {
        if (shapes.recording() != null) {
            throw new InvalidSettingException(
                    "Setting -Dtrace does not belong to this simulation, but to -Dsimulation=ReplayedTrace.");
        }
        if (arrivals != null) {
            throw new InvalidSettingException(
                    "Setting -Drate does not belong to this simulation, but to -Dsimulation=ArrivingUsers.");
        }
        return this;
    }

    private LoadSettings forTime(Duration time) {
        return new LoadSettings(
                clients,
                null,
                1,
                time,
                answers,
                maxConcurrent,
                target,
                ramp,
                think,
                reuse,
                warmUp,
                connectTimeout,
                answerTimeout,
                seed,
                objectives,
                maxErrors,
                tokenRows,
                sameClock,
                maxLateness,
                transport,
                traced,
                profile,
                watch,
                losses,
                faults,
                shapes,
                capacity,
                outlets,
                traceShare);
    }

    /** These settings with the objectives of a search for the capacity, or an exception if it has no use for some of them. */
    public LoadSettings forCapacity() {
        if (arrivals != null && !capacity.perSecond()) {
            throw new InvalidSettingException("Setting -Drate belongs to -DcapacityIn=per_second."
                    + " Capacity looks for answers at once, from -Dclients on.");
        }
        if (shapes.recording() != null) {
            throw new InvalidSettingException("Setting -Dtrace does not belong to Capacity, which itself says how many"
                    + " users come, but to -Dsimulation=ReplayedTrace.");
        }
        if (shapes.mix() != null) {
            throw new InvalidSettingException("Setting -Dmix does not belong to Capacity: with every draw of models, a"
                    + " load would weigh something else. Take one -Dmodel, or -Dsimulation=Mixed.");
        }
        if (faults != null) {
            throw new InvalidSettingException("Setting -Dfaults does not belong to Capacity: a fault would break"
                    + " objectives that the load alone does not.");
        }
        if (repeatFor != null || !think.isZero() || maxConcurrent != clients) {
            throw new InvalidSettingException(
                    "Settings -Dduration, -Dthink and -DmaxConcurrent do not belong to Capacity:"
                            + " it sets how many users there are and for how long; -Dbudget is the limit for all of it.");
        }
        if (!capacity.useless().isEmpty()) {
            throw new InvalidSettingException(
                    "Setting %s does not belong to Capacity, which itself says how users come and how long they ask."
                            .formatted(capacity.useless().get(0)));
        }
        var given = objectives.isEmpty() ? Objectives.parse(usualObjectives()) : objectives;
        var all = given.allowFailures()
                ? given
                : new Objectives(
                        Stream.concat(given.list().stream(), Objectives.parse(FEW_FAIL).list().stream())
                                .toList(),
                        given.good());
        return withLoad(clients, arrivals, null, ramp, all);
    }

    /**
     * What a chat's users hardly notice, and few hundred answers can decide: the first token comes within a second of when the LLM has it
     * (or the answer within a fifth of its ideal time, where the LLM draws when it begins), and tokens come no later than a quarter of a
     * second.
     */
    private String usualObjectives() {
        var timed = profile == null && transport == Transport.WEBSOCKET;
        var first = answers.ttft() != null
                ? "ttft.p95<%dms".formatted(answers.ttft().plusSeconds(1).toMillis())
                : timed ? "ratio.p95<1.2" : "ttft.p95<3s";
        return first + (timed ? ", delay.p95<250ms, " : ", itl.p95<250ms, ") + FEW_FAIL;
    }

    /** A load of so many answers at once or a second for a time: users who ask one after the other, or who arrive. */
    public LoadSettings atLoad(double load, Duration during) {
        if (capacity.perSecond() && arrivals != null) {
            var there = arrivals.at(load, during);
            return withLoad(there.dueUs().length, there, null, ramp, objectives);
        }
        var users = (int) load;
        // Users who begin together would ask together, answer after answer.
        var spread = Collections.min(List.of(answers.usualTime(), LONGEST_CAPACITY_RAMP));
        var gentle = Duration.ofMillis(1000L * users / USERS_PER_SECOND);
        return withLoad(users, null, during, Collections.max(List.of(spread, gentle)), objectives);
    }

    private LoadSettings withLoad(
            int users, @Nullable Arrivals arrive, @Nullable Duration repeat, Duration over, Objectives reach) {
        return new LoadSettings(
                users,
                arrive,
                1,
                repeat,
                answers,
                MOST_CONCURRENT,
                target,
                over,
                think,
                reuse,
                warmUp,
                connectTimeout,
                answerTimeout,
                seed,
                reach,
                ANY_ERRORS,
                tokenRows && likelyAnswers(users, 1, repeat, answers, think) * answers.tokens() <= MAX_TOKEN_ROWS,
                sameClock,
                maxLateness,
                transport,
                traced,
                profile,
                watch,
                losses,
                faults,
                shapes,
                capacity,
                outlets,
                traceShare);
    }

    /** When each user begins, in microseconds after the start: when it is due, or evenly over the ramp. */
    public long[] beginUs() {
        var due = dueUs();
        var rampUs = ramp.toNanos() / 1000;
        return due != null
                ? due
                : LongStream.range(0, clients)
                        .map(user -> rampUs * user / clients)
                        .toArray();
    }

    private LoadSettings forOneAnswerEach(
            int users,
            AnswerShape answers,
            Duration ramp,
            Duration warmUp,
            Duration connectTimeout,
            Duration answerTimeout,
            Duration maxLateness) {
        return new LoadSettings(
                users,
                null,
                1,
                null,
                answers,
                maxConcurrent,
                target,
                ramp,
                think,
                reuse,
                warmUp,
                connectTimeout,
                answerTimeout,
                seed,
                objectives,
                maxErrors,
                tokenRows,
                sameClock,
                maxLateness,
                transport,
                traced,
                profile,
                watch,
                losses,
                faults,
                shapes.gentle(),
                capacity,
                outlets,
                traceShare);
    }

    /** The time of an answer on an infinitely fast system; an upper estimate if the model draws it. */
    public Duration usualAnswer() {
        return answers.usualTime();
    }

    /** The time of an answer on an infinitely fast system; null where it differs from answer to answer. */
    public @Nullable Duration idealAnswer() {
        return shapes.differ() ? null : answers.ideal();
    }

    /** What the user of this number, from 1, asks for in this cycle. */
    public AnswerShape answerOf(long user, int cycle) {
        return shapes.answerOf(answers, seed, user, cycle);
    }

    /** A user's pause after its answer of this cycle. */
    public Duration pauseAfter(long user, int cycle) {
        return shapes.mix() == null ? think : shapes.pause(think, seed, user, cycle);
    }

    /** Whether the user leaves in the middle of its answer of this cycle. */
    public boolean leaves(long user, int cycle) {
        return shapes.leaves(seed, user, cycle);
    }

    /** The length of that user's question in tokens; null if nothing says how long it is. */
    public @Nullable Integer questionTokensOf(long user) {
        var recording = shapes.recording();
        return recording == null ? null : recording.request(user).questionTokens();
    }

    /** When each user is due, in microseconds after the start; null if they arrive over the ramp. */
    public long @Nullable [] dueUs() {
        var recording = shapes.recording();
        return recording != null ? recording.dueUs() : arrivals == null ? null : arrivals.dueUs();
    }

    /** These settings for each of the models that are asked, one at a time. */
    public List<LoadSettings> ofEachModel() {
        var mix = shapes.mix();
        return mix == null ? List.of(this) : mix.models().stream().map(this::of).toList();
    }

    private LoadSettings of(String model) {
        return forOneAnswerEach(clients, answers.of(model), ramp, warmUp, connectTimeout, answerTimeout, maxLateness);
    }

    /** The model, or the models with their weights. */
    public String models() {
        return shapes.mix() == null ? answers.model() : shapes.mix().toString();
    }

    /** How many users are connected at once, if the system is fast enough. */
    public long usersAtOnce() {
        if (shapes.recording() != null) {
            return shapes.atOnce(answers);
        }
        if (arrivals == null) {
            return clients;
        }
        var seconds = answers.usualTime().toMillis() / 1e3;
        return Math.min(clients, (long) Math.ceil(arrivals.mostPerSecond() * seconds));
    }

    public int halfwayTokens() {
        return answers.halfwayTokens();
    }

    /** A line that says how many answers a run asks for, and where, without any secret. */
    public String describe(long expected, String where) {
        var recording = shapes.recording();
        var words = recording != null
                ? " of up to %d words".formatted(recording.mostTokens())
                : answers.length() == null ? "" : " of %d words".formatted(answers.length());
        var amount = repeatFor == null
                ? "%d answers%s".formatted(expected, words)
                : "answers%s for %d s".formatted(words, repeatFor.toSeconds());
        var secret =
                target instanceof Target.Remote remote && !remote.jwtSecret().isEmpty()
                        ? ", secret from " + remote.secretSource()
                        : "";
        var how = (transport == Transport.WEBSOCKET ? "" : ", transport=" + transport.label())
                + (profile == null ? "" : ", profile=" + profile)
                + (recording == null ? "" : ", trace=" + recording);
        return "Asking for %s by %d %s. [model=%s, target=%s, %s%s%s]"
                .formatted(
                        amount, clients, clients == 1 ? "user" : "users", models(), target.name(), where, how, secret);
    }

    /** A sentence that says which percentiles a run of so many answers will be able to tell. */
    public String percentilesToExpect(long expected) {
        var count = answersToExpect(expected);
        var recording = shapes.recording();
        return SampleSizes.sentence(count, recording == null ? count * answers.tokens() : recording.tokens());
    }

    /** Lines that say what the run must reach, and what so many answers will be too few for; none without objectives. */
    public List<String> objectivesToExpect(long expected) {
        return objectives.outlook(answersToExpect(expected));
    }

    private long answersToExpect(long expected) {
        return repeatFor == null ? expected : likelyAnswers(clients, cycles, repeatFor, answers, think);
    }

    private static long likelyAnswers(
            int clients, int cycles, @Nullable Duration repeatFor, AnswerShape answers, Duration think) {
        if (repeatFor == null) {
            return (long) clients * cycles;
        }
        var eachMs = Math.max(1, answers.usualTime().plus(think).toMillis());
        return clients * Math.max(1, repeatFor.toMillis() / eachMs);
    }

    private static Duration defaultRamp(int clients) {
        var seconds = (clients + USERS_PER_SECOND - 1) / USERS_PER_SECOND;
        return Duration.ofSeconds(Math.min(seconds, LONGEST_RAMP_SECONDS));
    }
}
