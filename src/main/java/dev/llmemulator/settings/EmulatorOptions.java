package dev.llmemulator.settings;

import dev.llmemulator.answer.Models;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The list of all settings of the emulator. Reading them, {@code --help} and docs/settings.md are made from it. */
public final class EmulatorOptions {
    private static final List<Setting<?>> LIST = new ArrayList<>();
    private static final List<Setting<?>> ACCESS = new ArrayList<>();

    public static final Setting<String> API_KEY = add(Setting.of(
            List.of("CENTRIFUGO_HTTP_API_KEY"),
            SettingType.secret("KEY"),
            "The key of Centrifugo's HTTP API (http_api.key). It is required, and not a flag, because other users of a"
                    + " machine can see flags."));
    public static final Setting<List<URI>> API_URLS = add(option(
                    "--api-urls",
                    "CENTRIFUGO_API_URLS",
                    SettingType.addresses(),
                    "The addresses of Centrifugo's HTTP API, one for each node.")
            .withDefault("http://127.0.0.1:8100,http://127.0.0.1:8200"));
    public static final Setting<List<X509Certificate>> CA = add(option(
                    "--centrifugo-ca",
                    "CENTRIFUGO_CA_FILE",
                    SettingType.certificates(),
                    "Where the API has https: whose certificates are trusted, as a file of authorities in PEM form.")
            .withDerivedDefault("those that Java trusts"));
    public static final Setting<String> HOST = add(
            option("--host", "HOST", SettingType.text("HOST", "a host name or an address"), "The address to listen on.")
                    .withDefault("127.0.0.1"));
    public static final Setting<Integer> PORT = add(
            option("--port", "PORT", SettingType.integer(0, 65_535), "The TCP port to listen on; 0 takes any free one.")
                    .withDefault("8001"));
    static final Setting<String> MODEL =
            add(option("--model", "MODEL", SettingType.oneOf(Models.names()), "The model to emulate.")
                    .withDefault(Models.CONSTANT.name()));
    static final Setting<Integer> WORDS = add(option(
                    "--words",
                    "RESPONSE_LENGTH_WORDS",
                    SettingType.integer(1, 100_000),
                    "The words of an answer; at most 33333 with a model that splits words.")
            .withDerivedDefault("the model's, 100 for constant"));
    static final Setting<Duration> DELAY =
            add(option("--delay", "TOKEN_DELAY_SECONDS", SettingType.seconds("0", "60"), "The time between two tokens.")
                    .withDerivedDefault("the model's, 0.01 for constant"));
    static final Setting<Duration> TTFT =
            add(option("--ttft", "TTFT_SECONDS", SettingType.seconds("0", "600"), "The time to the first token.")
                    .withDerivedDefault("the model's, 0 for constant"));
    static final Setting<Integer> MAX_ANSWERS = add(option(
                    "--max-answers",
                    "MAX_ANSWERS",
                    SettingType.integer(1, 1_000_000),
                    "Answers under way at once; further requests get 503.")
            .withDefault("10000"));
    static final Setting<Duration> MAX_ANSWER_TIME = add(option(
                    "--max-answer-time",
                    "MAX_ANSWER_SECONDS",
                    SettingType.seconds("0.1", "86400"),
                    "The longest time of an answer. A request for a longer one gets 400; one that lags is cut off.")
            .withDefault("3600"));
    static final Setting<Duration> MAX_LAG = add(option(
                    "--max-lag",
                    "MAX_LAG_SECONDS",
                    SettingType.seconds("0.01", "60"),
                    "How far publishing may lag behind the due times before further requests get 503.")
            .withDefault("1"));
    static final Setting<Integer> WORKERS = add(option(
                    "--publish-lanes",
                    "PUBLISH_LANES",
                    SettingType.integer(1, 64),
                    "Workers that publish, each with at most one request to Centrifugo under way.")
            .withDefault("8"));
    static final Setting<Integer> BATCH_SIZE = add(option(
                    "--publish-batch-size",
                    "PUBLISH_BATCH_SIZE",
                    SettingType.integer(1, 1_000),
                    "Publications in one request at most.")
            .withDefault("200"));
    static final Setting<Duration> BATCH_WINDOW = add(option(
                    "--publish-linger",
                    "PUBLISH_LINGER_SECONDS",
                    SettingType.seconds("0", "0.1"),
                    "How long a token may wait for a larger batch when the machine or a node is busy.")
            .withDefault("0.005"));
    static final Setting<Boolean> BATCH_WINDOW_IS_FIXED = add(option(
                    "--publish-linger-fixed",
                    "PUBLISH_LINGER_FIXED",
                    SettingType.trueFalse(),
                    "Whether every token that another one follows in time waits that long, however busy the machine is, so"
                            + " that runs can be compared.")
            .withDefault("false"));
    static final Setting<Duration> REQUEST_TIMEOUT = add(option(
                    "--publish-timeout",
                    "PUBLISH_TIMEOUT_SECONDS",
                    SettingType.seconds("0.01", "60"),
                    "The limit of one request to Centrifugo.")
            .withDefault("2"));
    static final Setting<Duration> DEADLINE = add(option(
                    "--publish-deadline",
                    "PUBLISH_DEADLINE_SECONDS",
                    SettingType.seconds("0.01", "600"),
                    "How long a publication is tried again before its answer fails.")
            .withDefault("10"));
    static final Setting<List<String>> CORS_ORIGINS = add(option(
                    "--cors-origins",
                    "CORS_ORIGINS",
                    SettingType.origins(),
                    "The origins whose web pages may send requests and read the replies.")
            .withDerivedDefault("none"));
    static final Setting<Path> API_KEYS_FILE = access(option(
            "--api-keys-file",
            "API_KEYS_FILE",
            SettingType.file(),
            "A file of the API keys that may ask, a line name:sha256 for each. It is read again when it changes. The"
                    + " command api-key makes a key and its line. Off unless given."));
    static final Setting<String> JWT_SECRET = access(Setting.of(
            List.of("JWT_SECRET"),
            SettingType.secret("SECRET", 32),
            "The secret of JWTs that are signed with HS256; with it, bearers of such JWTs may ask. Not a flag, because"
                    + " other users of a machine can see flags."));
    static final Setting<URI> JWT_JWKS_URL = access(option(
            "--jwt-jwks-url",
            "JWT_JWKS_URL",
            SettingType.url("http", "https"),
            "Where the public keys (JWKS) are of JWTs that are signed with RS256 or ES256; with it, bearers of such"
                    + " JWTs may ask."));
    static final Setting<String> JWT_ISSUER = access(
            option("--jwt-issuer", "JWT_ISSUER", SettingType.line("TEXT"), "The issuer (iss) that a JWT must have.")
                    .withDerivedDefault("any"));
    static final Setting<String> JWT_AUDIENCE = access(option(
                    "--jwt-audience",
                    "JWT_AUDIENCE",
                    SettingType.line("TEXT"),
                    "The audience (aud) that a JWT must have among its own.")
            .withDerivedDefault("any"));
    static final Setting<Duration> JWT_CLOCK_SKEW = access(option(
                    "--jwt-clock-skew",
                    "JWT_CLOCK_SKEW_SECONDS",
                    SettingType.wholeSeconds(0, 300),
                    "How far the clocks of a JWT's issuer and of this machine may differ.")
            .withDefault("10"));
    static final Setting<SessionPattern> JWT_SESSIONS = access(option(
                    "--jwt-sessions",
                    "JWT_SESSIONS",
                    SettingType.sessionPattern(),
                    "The sessions that the bearer of a JWT may ask in: {sub} is the value of the claim sub, and * at the"
                            + " end is anything.")
            .withDefault("{sub}"));
    static final Setting<Double> CLIENT_QUESTIONS = access(option(
                    "--client-questions",
                    "CLIENT_QUESTIONS_PER_SECOND",
                    SettingType.number("0.01", "100000"),
                    "Questions that a client may ask in a second, on average and at once; further ones get 429. A client"
                            + " is an API key, the subject of a JWT, or else an address.")
            .withDerivedDefault("no limit"));
    static final Setting<Integer> CLIENT_ANSWERS = access(option(
                    "--client-answers",
                    "CLIENT_ANSWERS",
                    SettingType.integer(1, 1_000_000),
                    "Answers that a client may have under way at once; further questions get 429.")
            .withDerivedDefault("no limit"));
    static final Setting<Integer> CLIENT_TOKENS = access(option(
                    "--client-tokens",
                    "CLIENT_TOKENS_PER_SECOND",
                    SettingType.integer(1, 10_000_000),
                    "Tokens that a client may ask for in a second, on average; further questions get 429.")
            .withDerivedDefault("no limit"));
    static final Setting<List<Network>> TRUSTED_PROXIES = access(option(
                    "--trusted-proxies",
                    "TRUSTED_PROXIES",
                    SettingType.networks(),
                    "The load balancers whose word counts for the address of a client.")
            .withDerivedDefault("none"));
    static final Setting<String> CLIENT_ADDRESS_HEADER = access(option(
                    "--client-address-header",
                    "CLIENT_ADDRESS_HEADER",
                    SettingType.oneOf(List.of("X-Forwarded-For", "Forwarded")),
                    "The header by which trusted proxies tell the address of a client. They must remove or extend what"
                            + " the client itself sent.")
            .withDefault("X-Forwarded-For"));
    static final Setting<List<String>> ALLOWED_HOSTS = access(option(
                    "--allowed-hosts",
                    "ALLOWED_HOSTS",
                    SettingType.hostNames(),
                    "The names that a request may have in its header Host, without port; others get 421. /health takes"
                            + " any, and so does /metrics.")
            .withDerivedDefault("any"));
    static final Setting<Integer> ADMIN_PORT = access(option(
            "--admin-port",
            "ADMIN_PORT",
            SettingType.integer(0, 65_535),
            "Another TCP port, which serves only /health and /metrics; 0 takes any free one. /metrics is then served there"
                    + " alone. Off unless given."));
    static final Setting<String> ADMIN_HOST = access(option(
                    "--admin-host",
                    "ADMIN_HOST",
                    SettingType.text("HOST", "a host name or an address"),
                    "The address of the admin port.")
            .withDerivedDefault("as host"));
    static final Setting<Boolean> ADMIN_ONLY = access(option(
                    "--admin-only",
                    "ADMIN_ONLY",
                    SettingType.trueFalse(),
                    "Whether /health is served on the admin port alone.")
            .withDefault("false"));
    static final Setting<Map<String, String>> MODEL_ALIASES = add(option(
                    "--model-aliases",
                    "MODEL_ALIASES",
                    SettingType.modelAliases(),
                    "Which model the OpenAI API emulates for which name, like gpt-4o=chat; any other name gets the default.")
            .withDerivedDefault("none"));
    static final Setting<Integer> STREAM_BUFFER = add(option(
                    "--stream-buffer",
                    "STREAM_BUFFER_BYTES",
                    SettingType.integer(1_024, 16_777_216),
                    "How much of a stream of the OpenAI or the GraphQL API may wait for its client; one that is slower loses"
                            + " its connection.")
            .withDefault("65536"));
    static final Setting<Boolean> GRAPHQL_INTROSPECTION = add(option(
                    "--graphql-introspection",
                    "GRAPHQL_INTROSPECTION",
                    SettingType.trueFalse(),
                    "Whether clients of the GraphQL API may ask for its schema.")
            .withDefault("true"));
    public static final Setting<Boolean> DEMO_PAGE = add(option(
                    "--demo-page",
                    "DEMO_PAGE",
                    SettingType.trueFalse(),
                    "Whether / is a page to watch an answer, and POST /api/session gives out the JWTs that it needs. It"
                            + " cannot be on where callers have to say who they are.")
            .withDefault("false"));
    public static final Setting<URI> DEMO_WS_URL = add(option(
                    "--demo-ws-url",
                    "DEMO_WS_URL",
                    SettingType.baseUrl("ws", "wss"),
                    "Where the browsers that show the page reach Centrifugo.")
            .withDefault("ws://127.0.0.1:9001/connection/websocket"));
    public static final Setting<String> TOKEN_SECRET = add(Setting.of(
            List.of("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY"),
            SettingType.secret("SECRET"),
            "The secret that Centrifugo checks the JWTs of browsers with (client.token.hmac_secret_key). The page needs"
                    + " it, and nothing else does."));
    static final Setting<URI> OTLP_ENDPOINT = add(
            Setting.of(
                    List.of("OTEL_EXPORTER_OTLP_ENDPOINT"),
                    SettingType.url("http", "https"),
                    "Who takes traces by OTLP over HTTP, such as http://127.0.0.1:4318. The other OTEL_ variables of OpenTelemetry's"
                            + " SDK for Java count as well, OTEL_TRACES_SAMPLER and OTEL_SERVICE_NAME among them. Off unless given."));
    static final Setting<Duration> SHUTDOWN_GRACE = add(option(
                    "--shutdown-grace",
                    "SHUTDOWN_GRACE_SECONDS",
                    SettingType.seconds("0", "3600"),
                    "How long answers under way may go on after SIGTERM.")
            .withDefault("20"));

    private EmulatorOptions() {}

    /** All settings, in the order in which help shows them. */
    public static List<Setting<?>> list() {
        return Collections.unmodifiableList(LIST);
    }

    /** Those of them that say who may do what. */
    public static List<Setting<?>> ofAccess() {
        return Collections.unmodifiableList(ACCESS);
    }

    private static <T> Setting<T> option(String flag, String variable, SettingType<T> type, String meaning) {
        return Setting.of(List.of(flag, variable), type, meaning);
    }

    private static <T> Setting<T> access(Setting<T> setting) {
        ACCESS.add(setting);
        return add(setting);
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        LIST.add(setting);
        return setting;
    }
}
