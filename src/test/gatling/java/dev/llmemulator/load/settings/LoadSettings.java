package dev.llmemulator.load.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run of the load test can be told.
 *
 * @param clients virtual users
 * @param arrivals at which rate the users arrive; null if they are all there from the end of the ramp on
 * @param cycles answers that each user asks for, one after the other
 * @param answers what they are like
 * @param maxConcurrent answers under way at once, over all users
 * @param target what the load is aimed at
 * @param ramp over which the users arrive
 * @param think a user's pause between two answers
 * @param warmUp how long the system is warmed up before anything is measured; zero for not at all
 * @param connectTimeout for connecting, for each reply to a frame, and for closing
 * @param answerTimeout from the request to the completion marker and the HTTP reply
 * @param seed makes all texts and schedules repeatable; drawn at random unless given, and told in the summary
 * @param maxErrors failed answers that a passing run may have
 * @param tokenRows whether Gatling's report gets a row for each token
 * @param sameClock whether times stamped by the server may be compared with times taken here
 * @param maxLateness how late the load test itself may be, at the 99th percentile, before its figures are no good
 */
public record LoadSettings(
        int clients,
        @Nullable Arrivals arrivals,
        int cycles,
        AnswerShape answers,
        int maxConcurrent,
        Target target,
        Duration ramp,
        Duration think,
        Duration warmUp,
        Duration connectTimeout,
        Duration answerTimeout,
        long seed,
        int maxErrors,
        boolean tokenRows,
        boolean sameClock,
        Duration maxLateness) {
    /** Gatling's report takes about 5 s and 500 MB of memory for a million rows, so beyond this it does without them. */
    static final long MOST_TOKEN_ROWS = 1_000_000;

    private static final int WARM_UP_USERS = 50;
    private static final int WARM_UP_WORDS = 50;
    private static final Duration WARM_UP_DELAY = Duration.ofMillis(10);
    private static final Duration WARM_UP_RAMP = Duration.ofSeconds(1);
    private static final int CHECK_WORDS = 5;
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANY_LATENESS = Duration.ofSeconds(60);
    private static final int USERS_PER_SECOND = 200;
    private static final int LONGEST_RAMP_SECONDS = 30;

    /** The settings of this process: system properties, environment, and {@code .env} of the working directory for the secret. */
    public static LoadSettings ofThisProcess() {
        var properties = new HashMap<String, String>();
        System.getProperties().forEach((name, value) -> properties.put(name.toString(), value.toString()));
        return from(properties, System.getenv(), DotEnv.read(Path.of(".env")));
    }

    /**
     * Reads the settings.
     *
     * @param properties by the names of {@code -D}; they win
     * @param environment by the names of environment variables
     * @param dotEnv where the secret is looked for at last
     * @throws SettingsException for the first value that cannot be used
     */
    public static LoadSettings from(
            Map<String, String> properties, Map<String, String> environment, Map<String, String> dotEnv) {
        var settings = new SettingReader(properties, environment);
        var arrivals = new ArrivalsReader(settings).read();
        int clients = arrivals != null ? arrivals.users() : settings.integer("clients", "NUM_CLIENTS", 10, 1, 100_000);
        int cycles = arrivals != null ? 1 : settings.integer("cycles", "CYCLES_PER_CLIENT", 5, 1, 1_000_000);
        AnswerShape answers = AnswerShape.read(settings);
        var target = new TargetReader(settings, dotEnv).read();
        var tokenRows = settings.trueFalseOrAuto("tokenRows", "TOKEN_ROWS");
        var sameClock = settings.trueFalseOrAuto("sameClock", "SAME_CLOCK");
        return new LoadSettings(
                clients,
                arrivals,
                cycles,
                answers,
                settings.integer("maxConcurrent", "MAX_CONCURRENT", clients, 1, 100_000),
                target,
                // Whole seconds, because Gatling ramps by the second and drops what is left.
                Duration.ofSeconds(settings.integer("ramp", "RAMP_SECONDS", defaultRampSeconds(clients), 0, 3600)),
                settings.seconds("think", "THINK_SECONDS", Duration.ZERO, "0", "3600"),
                settings.seconds("warmup", "WARMUP_SECONDS", Duration.ofSeconds(8), "0", "600"),
                settings.seconds("connectTimeout", "CONNECT_TIMEOUT_SECONDS", Duration.ofSeconds(10), "0.1", "600"),
                settings.seconds(
                        "answerTimeout", "ANSWER_TIMEOUT_SECONDS", defaultAnswerTimeout(answers), "0.1", "86400"),
                seedOr(settings.wholeNumber("seed", "SEED")),
                settings.integer("maxErrors", "MAX_ERRORS", 0, 0, Integer.MAX_VALUE),
                tokenRows != null ? tokenRows : (long) clients * cycles * answers.tokens() <= MOST_TOKEN_ROWS,
                sameClock != null ? sameClock : target.onThisMachine(),
                settings.seconds("maxLateness", "MAX_LATENESS_SECONDS", Duration.ofMillis(50), "0.001", "60"));
    }

    // Exact where numbers are doubles, as in JavaScript.
    private static long seedOr(@Nullable Long given) {
        return given != null ? given : ThreadLocalRandom.current().nextLong(1L << 53);
    }

    /** A load that exercises the same code for the warm-up's time, but neither waits for slow answers nor drowns a cold system. */
    public LoadSettings forWarmUp() {
        var users = Math.min(Math.min(clients, maxConcurrent), WARM_UP_USERS);
        return copy(users, 1, answers.gentle(WARM_UP_WORDS, WARM_UP_DELAY), WARM_UP_RAMP, warmUp, maxLateness);
    }

    /** One user who asks for one short answer, and leaves a cold system some time: it is to find out whether the target works. */
    public LoadSettings forTargetCheck() {
        var timeout = connectTimeout.compareTo(CHECK_TIMEOUT) < 0 ? CHECK_TIMEOUT : connectTimeout;
        return new LoadSettings(
                1,
                null,
                1,
                answers.gentle(CHECK_WORDS, WARM_UP_DELAY),
                1,
                target,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                timeout,
                timeout,
                seed,
                0,
                false,
                sameClock,
                maxLateness);
    }

    /** One user, one answer of the given kind, no warm-up; and as cold code is late, no demands on the lateness. */
    public LoadSettings forSmoke() {
        return copy(1, 1, answers, Duration.ZERO, Duration.ZERO, ANY_LATENESS);
    }

    /**
     * Itself, as it says at which rate users arrive.
     *
     * @throws SettingsException if it does not
     */
    public LoadSettings withRate() {
        if (arrivals == null) {
            throw new SettingsException(
                    "Setting rate is missing: the users of this simulation arrive at a rate, such as -Drate=20.");
        }
        return this;
    }

    /**
     * Itself, as it says how many users there are.
     *
     * @throws SettingsException if it says at which rate they arrive
     */
    public LoadSettings withoutRate() {
        if (arrivals != null) {
            throw new SettingsException("Setting rate is not for this simulation, but for ArrivingUsers"
                    + " (-Dgatling.simulationClass=dev.llmemulator.load.simulations.ArrivingUsers).");
        }
        return this;
    }

    private LoadSettings copy(
            int users, int cycles, AnswerShape answers, Duration ramp, Duration warmUp, Duration maxLateness) {
        return new LoadSettings(
                users,
                null,
                cycles,
                answers,
                maxConcurrent,
                target,
                ramp,
                think,
                warmUp,
                connectTimeout,
                answerTimeout,
                seed,
                maxErrors,
                tokenRows,
                sameClock,
                maxLateness);
    }

    /** From the request to the last token, were the system infinitely fast; null where only the emulator's reply tells. */
    public @Nullable Duration idealAnswer() {
        return answers.ideal();
    }

    /** After how many tokens an answer is half over, or in full swing where its length is not known. */
    public int halfwayTokens() {
        return answers.halfwayTokens();
    }

    private static int defaultRampSeconds(int clients) {
        return Math.min((clients + USERS_PER_SECOND - 1) / USERS_PER_SECOND, LONGEST_RAMP_SECONDS);
    }

    private static Duration defaultAnswerTimeout(AnswerShape answers) {
        var generous = answers.generousTimeout();
        Duration longest = Duration.ofDays(1);
        return generous.compareTo(longest) < 0 ? generous : longest;
    }
}
