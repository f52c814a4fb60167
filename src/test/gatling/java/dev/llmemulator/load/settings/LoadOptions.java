package dev.llmemulator.load.settings;

import dev.llmemulator.settings.Setting;
import dev.llmemulator.settings.SettingType;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The list of all settings of the load test. Reading them, {@code -Dhelp} and docs/settings.md are made from it. */
public final class LoadOptions {
    private static final String SECRET_NAME = "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY";

    /** What precedes a name that was found in the file {@code .env}. */
    static final String DOT_ENV = ".env:";

    static final String SECRET_IN_DOT_ENV = DOT_ENV + SECRET_NAME;

    private static final List<Setting<?>> LIST = new ArrayList<>();

    public static final Setting<String> SIMULATION = add(Setting.of(
                    List.of("-Dsimulation"),
                    SettingType.text("NAME", "the name of a simulation, or list"),
                    "The simulation to run. list prints them all.")
            .withDefault("StreamedAnswers"));
    public static final Setting<String> HELP =
            add(Setting.of(List.of("-Dhelp"), SettingType.text("", ""), "Prints this help and runs nothing."));
    static final Setting<Integer> CLIENTS =
            add(option("clients", "NUM_CLIENTS", SettingType.integer(1, 100_000), "Virtual users.")
                    .withDefault("10"));
    static final Setting<Integer> CYCLES = add(option(
                    "cycles",
                    "CYCLES_PER_CLIENT",
                    SettingType.integer(1, 1_000_000),
                    "Answers that each user asks for, one after the other; with rate 1 unless given.")
            .withDefault("5"));
    static final Setting<Duration> DURATION = add(option(
                    "duration",
                    "DURATION_SECONDS",
                    SettingType.wholeSeconds(1, 86_400),
                    "In place of cycles: for how long each user goes on asking; answers under way may end. With rate or"
                            + " trace: for how long users arrive.")
            .withDerivedDefault("30 with rate, 60 for Spike and Idle; all of a trace"));
    static final Setting<Double> RATE = add(option(
            "rate",
            "ARRIVAL_RATE",
            SettingType.number("0.01", "10000"),
            "For ArrivingUsers and Spike, in place of clients: users who arrive in a second. For Capacity: the first"
                    + " rate to try."));
    static final Setting<String> ARRIVALS = add(option(
                    "arrivals",
                    "ARRIVALS",
                    SettingType.oneOf(Arrivals.PATTERNS),
                    "With rate: how users arrive. even: evenly spaced. poisson: each independent of the others, as"
                            + " many users do. gamma: in bursts, by burstiness. The seed makes the times repeatable.")
            .withDefault(Arrivals.EVEN));
    static final Setting<Double> BURSTINESS = add(option(
            "burstiness",
            "BURSTINESS",
            SettingType.number("0.05", "100"),
            "With arrivals=gamma: the shape of the distribution of the times between two arrivals. 1 is poisson; the"
                    + " smaller, the burstier; above 1 arrivals are more even."));
    static final Setting<Path> TRACE = add(option(
            "trace",
            "TRACE_FILE",
            SettingType.file(),
            "For ReplayedTrace: a file of recorded requests, CSV or JSON lines, whose users ask again when, for what and"
                    + " for how long an answer they did. See docs/simulations.md."));
    static final Setting<Double> TRACE_SPEED = add(option(
                    "traceSpeed",
                    "TRACE_SPEED",
                    SettingType.number("0.001", "10000"),
                    "With trace: how many times as fast as recorded the users arrive.")
            .withDefault("1"));
    static final Setting<Double> TRACE_SHARE = add(option(
                    "traceShare",
                    "TRACE_SHARE",
                    SettingType.number("0.000001", "1"),
                    "With trace: the share of its requests that is replayed; the seed makes the choice repeatable.")
            .withDefault("1"));
    static final Setting<Double> SPIKE_FACTOR = add(option(
                    "spikeFactor",
                    "SPIKE_FACTOR",
                    SettingType.number("1.1", "1000"),
                    "For Spike: how many times as many users arrive in the spike.")
            .withDefault("10"));
    static final Setting<Duration> SPIKE_SECONDS = add(
            option("spikeSeconds", "SPIKE_SECONDS", SettingType.wholeSeconds(1, 600), "For Spike: how long it lasts.")
                    .withDefault("10"));
    static final Setting<Duration> SAMPLE_EVERY = add(option(
                    "sampleEvery",
                    "SAMPLE_EVERY_SECONDS",
                    SettingType.wholeSeconds(1, 600),
                    "For Soak: the time between two looks at what may grow.")
            .withDefault("10"));
    static final Setting<Double> GROWTH = add(option(
                    "growth",
                    "GROWTH",
                    SettingType.number("0.01", "100"),
                    "For Soak: the share of its level by which anything may grow in the run.")
            .withDefault("0.2"));
    static final Setting<String> CAPACITY_IN = add(option(
                    "capacityIn",
                    "CAPACITY_IN",
                    SettingType.oneOf(CapacityPlan.UNITS),
                    "For Capacity: whether it is found as answers at_once, from clients on, or as answers per_second of"
                            + " users who arrive, from rate on (5 unless given).")
            .withDefault(CapacityPlan.AT_ONCE));
    static final Setting<Duration> BUDGET = add(option(
                    "budget",
                    "BUDGET_SECONDS",
                    SettingType.wholeSeconds(10, 86_400),
                    "For Capacity: how long search and confirmation may take together, after the warm-up.")
            .withDefault("300"));
    static final Setting<String> MODEL =
            add(option("model", "MODEL", SettingType.name(), "The model that the emulator emulates.")
                    .withDefault(AnswerShape.CONSTANT));
    static final Setting<Mix> MIX = add(
            option("mix", "MIX", Mix.TYPE, "In place of model: models by weight. The seed draws one for each answer.")
                    .withDerivedDefault(Mix.USUAL + " for Mixed"));
    static final Setting<Double> LEAVE = add(option(
                    "leave",
                    "LEAVE",
                    SettingType.number("0", "1"),
                    "For Mixed: the share of answers whose users leave in the middle.")
            .withDefault("0.1"));
    static final Setting<Integer> LENGTH =
            add(option("length", "RESPONSE_LENGTH_WORDS", SettingType.integer(1, 100_000), "Words of an answer.")
                    .withDerivedDefault("the model's, 100 for constant"));
    static final Setting<Duration> DELAY =
            add(option("delay", "TOKEN_DELAY_SECONDS", SettingType.seconds("0", "60"), "The time between two tokens.")
                    .withDerivedDefault("the model's, 0.01 for constant"));
    static final Setting<Duration> TTFT =
            add(option("ttft", "TTFT_SECONDS", SettingType.seconds("0", "600"), "The time to the first token.")
                    .withDerivedDefault("the model's, 0 for constant"));
    static final Setting<Integer> MAX_CONCURRENT = add(option(
                    "maxConcurrent",
                    "MAX_CONCURRENT",
                    SettingType.integer(1, 100_000),
                    "Answers under way at once, over all users; further users wait in line.")
            .withDerivedDefault("as clients"));
    static final Setting<String> TARGET = add(option(
                    "target",
                    "TARGET",
                    new SettingType<>(
                            "NAME",
                            "one of %s (or left out, with http_url and ws_url given)"
                                    .formatted(String.join(", ", Target.NAMES)),
                            text -> Optional.of(text).filter(Target.NAMES::contains)),
                    "The servers to aim at: embedded starts its own, cluster is the one that bin/start_emulator.sh starts.")
            .withDerivedDefault(Target.EMBEDDED));
    static final Setting<String> PROFILE = add(
            option(
                    "profile",
                    "TARGET_PROFILE",
                    SettingType.text("FILE", "a file, or the name of a profile that ships"),
                    "How to talk to a backend that is not ours: a file, or the name of a profile that ships. See docs/profiles.md."));
    static final Setting<URI> HTTP_URL = add(option(
                    "http_url",
                    "HTTP_URL",
                    SettingType.baseUrl("http", "https"),
                    "Where questions are posted to; with ws_url, a target of your own. It may have a path, and a name and"
                            + " password: https://user:password@host/base.")
            .withDerivedDefault("http://127.0.0.1:HTTP_PORT with target cluster"));
    static final Setting<String> API_KEY = add(Setting.of(
            List.of("-Dapi_key", "API_KEY", DOT_ENV + "API_KEY"),
            SettingType.secret("KEY"),
            "The API key or JWT that the emulator knows the load test by; it is sent as Authorization: Bearer. Better by"
                    + " environment or by a line in .env, because other users of a machine can see -D."));
    static final Setting<URI> WS_URL =
            add(option("ws_url", "WS_URL", SettingType.url("ws", "wss"), "Where users connect to; belongs to http_url.")
                    .withDerivedDefault("ws://127.0.0.1:WS_PORT/connection/websocket with target cluster"));
    static final Setting<URI> STREAM_URL = add(option(
                    "stream_url",
                    "STREAM_URL",
                    SettingType.url("http", "https"),
                    "Where users connect to with transport http_stream or centrifugo_sse.")
            .withDerivedDefault("ws_url, with /connection/http_stream or /connection/sse at its end"));
    static final Setting<URI> EMULATION_URL = add(option(
                    "emulation_url",
                    "EMULATION_URL",
                    SettingType.url("http", "https"),
                    "Where users send their commands to with transport http_stream or centrifugo_sse.")
            .withDerivedDefault("stream_url, with /emulation at its end"));
    static final Setting<String> ORIGIN = add(option(
                    "origin",
                    "ORIGIN",
                    SettingType.origin(),
                    "The origin of the page that the users' browsers show, which the WebSocket's handshake tells.")
            .withDerivedDefault("that of ws_url"));
    static final Setting<List<X509Certificate>> CA = add(option(
                    "ca",
                    "CA_FILE",
                    SettingType.certificates(),
                    "With https and wss: whose certificates are trusted, as a file of authorities in PEM form.")
            .withDerivedDefault("those that Java trusts"));
    static final Setting<Boolean> INSECURE = add(option(
                    "insecure",
                    "INSECURE",
                    SettingType.trueFalse(),
                    "Takes any certificate, so that anyone can pose as the server. The run's block says so.")
            .withDefault("false"));
    static final Setting<Integer> HTTP_PORT =
            add(clusterPort("HTTP_PORT", "questions").withDefault("9000"));
    static final Setting<Integer> WS_PORT =
            add(clusterPort("WS_PORT", "browsers").withDefault("9001"));
    static final Setting<String> WATCH = add(option(
                    "watch",
                    "WATCH",
                    SettingType.text("PARTS", WatchTargets.ACCEPTS),
                    "The parts of the cluster that are watched every second: what each costs, and which one is full."
                            + " Other users of a machine can see -D: give a password by the environment.")
            .withDerivedDefault("all parts of the cluster with target cluster; else none"));
    static final Setting<Integer> STATS_PORT =
            add(watchedPort("STATS_PORT", "HAProxy").withDefault("8404"));
    static final Setting<Integer> CENTRIFUGO1_PORT =
            add(watchedPort("CENTRIFUGO1_PORT", "the first Centrifugo node").withDefault("8100"));
    static final Setting<Integer> CENTRIFUGO2_PORT =
            add(watchedPort("CENTRIFUGO2_PORT", "the second Centrifugo node").withDefault("8200"));
    static final Setting<Integer> EMULATOR1_PORT =
            add(watchedPort("EMULATOR1_PORT", "the first emulator").withDefault("8001"));
    static final Setting<Integer> EMULATOR2_PORT =
            add(watchedPort("EMULATOR2_PORT", "the second emulator").withDefault("8002"));
    static final Setting<Integer> REDIS_PORT =
            add(watchedPort("REDIS_PORT", "Redis").withDefault("6379"));
    static final Setting<Integer> LINKS_PORT = add(Setting.of(
                    List.of("-DLINKS_PORT", "LINKS_PORT", DOT_ENV + "LINKS_PORT"),
                    SettingType.integer(1, 65_535),
                    "For BadNetwork: where Toxiproxy takes orders, in a cluster that was started with --links; also read from"
                            + " a line in .env.")
            .withDefault("8474"));
    static final Setting<String> REDIS_PASSWORD = add(Setting.of(
            List.of("REDIS_PASSWORD", DOT_ENV + "REDIS_PASSWORD"),
            SettingType.secret("PASSWORD"),
            "The password of a Redis that is watched, unless its address has one; also read from a line in .env."));
    static final Setting<String> SECRET = add(Setting.of(
            List.of("-D" + SECRET_NAME, SECRET_NAME, SECRET_IN_DOT_ENV),
            SettingType.text("SECRET", "the secret that Centrifugo has"),
            "Signs the users' JWTs, and must be the secret that Centrifugo has. Needed for every target but embedded;"
                    + " also read from a line in .env. Other users of a machine can see -D: better use the others."));
    static final Setting<Duration> RAMP = add(
            option("ramp", "RAMP_SECONDS", SettingType.wholeSeconds(0, 3600), "Over how many seconds the users arrive.")
                    .withDerivedDefault("1 for each 200 users, at most 30"));
    static final Setting<Duration> THINK = add(
            option("think", "THINK_SECONDS", SettingType.seconds("0", "3600"), "A user's pause between two answers.")
                    .withDefault("0"));
    static final Setting<String> TRANSPORT = add(option(
                    "transport",
                    "TRANSPORT",
                    SettingType.oneOf(Transport.LABELS),
                    "How answers come. websocket: by way of Centrifugo. http_stream, centrifugo_sse: the same without a"
                            + " WebSocket, by Centrifugo's HTTP streaming or its server-sent events. sse: straight from the"
                            + " emulator, as the event stream of POST /v1/chat/completions, in traced text"
                            + " (docs/traced-text.md).")
            .withDefault(Transport.WEBSOCKET.label()));
    static final Setting<Boolean> TRACED = add(option(
                    "traced",
                    "TRACED",
                    SettingType.trueFalse(),
                    "With transport sse: whether answers are asked for in traced text. false: the server is no emulator."
                            + " Then times are measured, and nothing is proved; model and length are the server's.")
            .withDefault("true"));
    static final Setting<Boolean> REUSE = add(option(
                    "reuse",
                    "REUSE",
                    SettingType.trueFalse(),
                    "Whether a user keeps its WebSocket over its answers, as a chat page does, and only subscribes and"
                            + " unsubscribes for each; otherwise it opens one for each.")
            .withDefault("false"));
    static final Setting<Duration> WARM_UP = add(option(
                    "warmup",
                    "WARMUP_SECONDS",
                    SettingType.seconds("0", "600"),
                    "How long a gentle load warms the system up before anything is measured; 0 for not at all.")
            .withDefault("8"));
    static final Setting<Duration> CONNECT_TIMEOUT = add(option(
                    "connectTimeout",
                    "CONNECT_TIMEOUT_SECONDS",
                    SettingType.seconds("0.1", "600"),
                    "The limit for connecting, for each reply to a frame, and for closing.")
            .withDefault("10"));
    static final Setting<Duration> ANSWER_TIMEOUT = add(option(
                    "answerTimeout",
                    "ANSWER_TIMEOUT_SECONDS",
                    SettingType.seconds("0.1", "86400"),
                    "The limit from the question to the marker and the HTTP reply.")
            .withDerivedDefault("3 times the ideal time and 30 more; about 960 if a model draws all numbers"));
    static final Setting<Long> SEED =
            add(option("seed", "SEED", SettingType.wholeNumber(), "Makes all texts and schedules repeatable.")
                    .withDerivedDefault("random; the summary tells it"));
    static final Setting<String> SLO = add(objectives(
            "slo",
            "SLO",
            "What the run must reach: objectives on percentiles (p50 to p99.9), mean or max of a metric, on goodput (share or"
                    + " per second) and on the share of failed answers, such as ttft.p99<500ms, itl.p99<100ms, ratio.p99<1.2,"
                    + " goodput>99%, failed<0.1%. See docs/reading-results.md.",
            "objectives, separated by commas"));
    static final Setting<String> GOOD = add(objectives(
                    "good",
                    "GOOD",
                    "What makes a complete answer a good one, which goodput counts, such as ttft<800ms, itl.max<500ms.",
                    "limits of an answer, separated by commas")
            .withDerivedDefault("the limits of slo on p90 and above, where slo has an objective on goodput"));
    static final Setting<Integer> MAX_ERRORS = add(option(
                    "maxErrors",
                    "MAX_ERRORS",
                    SettingType.integer(0, Integer.MAX_VALUE),
                    "Failed answers that a passing run may have.")
            .withDerivedDefault("0; as many as slo allows, where it has an objective on failed"));
    static final Setting<Optional<Boolean>> TOKEN_ROWS = add(option(
                    "tokenRows",
                    "TOKEN_ROWS",
                    SettingType.trueFalseOrAuto(),
                    "Whether Gatling's report gets a row for each token. auto: up to a million tokens.")
            .withDefault("auto"));
    static final Setting<Optional<Boolean>> SAME_CLOCK = add(option(
                    "sameClock",
                    "SAME_CLOCK",
                    SettingType.trueFalseOrAuto(),
                    "Whether the servers read the clock of this machine; if not, their offset is estimated. auto: for"
                            + " loopback targets.")
            .withDefault("auto"));
    static final Setting<String> DROP = add(option(
                    "drop",
                    "DROP",
                    SettingType.oneOf(Loss.LABELS),
                    "For Reconnect and ReconnectStorm: how users lose their connection. close: by a close frame. fin:"
                            + " TCP ends without one. rst: TCP breaks. vanish: nothing comes through any more, and"
                            + " nobody says so.")
            .withDefault(Loss.RST.label()));
    static final Setting<Integer> DROPS = add(option(
                    "drops",
                    "DROPS",
                    SettingType.integer(0, 1_000),
                    "For Reconnect: how often users lose their connection in each answer, by themselves.")
            .withDerivedDefault("1, and 0 with faults"));
    static final Setting<Boolean> JITTER = add(option(
                    "jitter",
                    "JITTER",
                    SettingType.trueFalse(),
                    "For simulations whose users come back: whether they spread their attempts, as the official clients do;"
                            + " otherwise all wait for the same time. For TokenExpiry also: whether tokens expire at"
                            + " different times.")
            .withDefault("true"));
    static final Setting<Double> AFFECTED = add(option(
                    "affected",
                    "AFFECTED_SHARE",
                    SettingType.number("0.01", "0.99"),
                    "For SlowReaders, TokenExpiry and BadNetwork: the share of users to whom it happens, from the middle of"
                            + " the run on.")
            .withDefault("0.1"));
    static final Setting<Integer> READ_RATE = add(option(
                    "readRate",
                    "READ_RATE_KB",
                    SettingType.integer(0, 100_000),
                    "For SlowReaders: how many KB the affected users read in a second; 0 for nothing.")
            .withDefault("0"));
    static final Setting<Duration> STALL = add(option(
                    "stall",
                    "STALL_SECONDS",
                    SettingType.wholeSeconds(1, 600),
                    "For SlowReaders: how long they read so slowly. Then they read on as usual.")
            .withDefault("50"));
    static final Setting<Integer> TOKEN_LIFETIME = add(option(
                    "tokenLifetime",
                    "TOKEN_LIFETIME_SECONDS",
                    SettingType.integer(3, 3_600),
                    "For TokenExpiry: how many seconds the tokens of the affected users last, for connections and for"
                            + " subscriptions.")
            .withDefault("5"));
    static final Setting<String> RENEWAL = add(option(
                    "renewal",
                    "RENEWAL",
                    SettingType.oneOf(Renewal.LABELS),
                    "For TokenExpiry: when they renew them. in_time: when they expire, as the official clients do. late:"
                            + " 10 s later. mixed: a third of the users each.")
            .withDefault(Renewal.MIXED.label()));
    static final Setting<BadLink> NETWORK = add(option(
                    "network",
                    "BAD_NETWORK",
                    BadLink.TYPE,
                    "For BadNetwork: what the network of the affected users does: latency and jitter of a round trip, loss"
                            + " of packets, kbit a second.")
            .withDefault(BadLink.USUAL));
    static final Setting<String> FAULTS = add(option(
            "faults",
            "FAULTS",
            SettingType.text("PLAN", "a file, or the name of a plan that ships"),
            "For target cluster: what shall happen to its parts during the run, as a file, or the name of a plan that"
                    + " ships. See docs/faults.md."));
    static final Setting<Duration> MAX_LATENESS = add(option(
                    "maxLateness",
                    "MAX_LATENESS_SECONDS",
                    SettingType.seconds("0.001", "60"),
                    "How late the load test itself may be, at the 99th percentile, before the run is INVALID.")
            .withDefault("0.05"));
    static final Setting<Outlets.Listen> LIVE = add(
            option(
                    "live",
                    "LIVE_PORT",
                    Outlets.Listen.TYPE,
                    "Serves the summary's page while the run goes on, at http://127.0.0.1:PORT/. See docs/reading-results.md."));
    static final Setting<Outlets.Listen> METRICS = add(option(
            "metrics",
            "METRICS_PORT",
            Outlets.Listen.TYPE,
            "Serves the run's metrics to Prometheus, at http://127.0.0.1:PORT/metrics. See docs/observability.md."));
    static final Setting<URI> OTLP = add(option(
            "otlp",
            "OTLP_URL",
            SettingType.url("http", "https"),
            "Pushes the run's metrics by OTLP over HTTP, such as to http://127.0.0.1:4318/v1/metrics."));

    static final Setting<Double> TRACEPARENT = add(option(
            "traceparent",
            "TRACEPARENT_SHARE",
            new SettingType<>("N", "true or a number from 0 to 1", LoadOptions::share),
            "Each question carries a W3C traceparent of its own, and this share of them, true for all, asks servers to keep"
                    + " the trace. The summary names that of the slowest answer. See docs/observability.md."));

    private LoadOptions() {}

    private static Optional<Double> share(String text) {
        return text.equals("true")
                ? Optional.of(1.0)
                : SettingType.number("0", "1").reader().apply(text);
    }

    /** All settings, in the order in which help shows them. */
    public static List<Setting<?>> list() {
        return Collections.unmodifiableList(LIST);
    }

    private static <T> Setting<T> option(String property, String variable, SettingType<T> type, String meaning) {
        return Setting.of(List.of("-D" + property, variable), type, meaning);
    }

    private static Setting<String> objectives(String property, String variable, String meaning, String accepts) {
        return Setting.of(
                List.of("-D" + property, variable, DOT_ENV + variable),
                SettingType.text("OBJECTIVES", accepts),
                meaning + " Also read from a line in .env.");
    }

    private static Setting<Integer> clusterPort(String name, String what) {
        return Setting.of(
                List.of("-D" + name, name, DOT_ENV + name),
                SettingType.integer(1, 65_535),
                "Where the cluster accepts %s, with target cluster; also read from a line in .env.".formatted(what));
    }

    private static Setting<Integer> watchedPort(String name, String what) {
        return Setting.of(
                List.of("-D" + name, name, DOT_ENV + name),
                SettingType.integer(1, 65_535),
                "Where %s of the cluster tells of itself, with target cluster; also read from a line in .env."
                        .formatted(what));
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        LIST.add(setting);
        return setting;
    }
}
