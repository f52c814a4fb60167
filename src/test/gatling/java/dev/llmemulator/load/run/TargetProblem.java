package dev.llmemulator.load.run;

import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.Target;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a target gives no answer, and what to do about it: a line each. */
record TargetProblem(String cause, String remedy, String target) {
    private static final int WIDTH = 92;
    private static final String ROW = "%-34s %s\n";

    private static final String WS_URL = "-Dws_url";
    private static final String HTTP_URL = "-Dhttp_url";
    private static final String START =
            "start it with bin/start_emulator.sh --no-load; bin/status_emulator.sh shows what is down";

    private static final String ALLOWED_ORIGINS =
            "-Dorigin=… with an origin that is allowed, or allow this one: client.allowed_origins of Centrifugo; for"
                    + " bin/start_emulator.sh, ALLOWED_ORIGINS in .env";

    // The first that matches counts. %1$s is the URL, %2$s the first group of the pattern, %3$s the setting of the URL,
    // %4$s the origin that the handshake told, %5$s where questions go.
    private static final List<Rule> RULES = List.of(
            new Rule(
                    "^POST[^:]*: (?:status )?400.*model must be one of (.*)",
                    "the emulator does not know the model; it knows %2$s",
                    "-Dmodel with one of these names"),
            new Rule(
                    "^POST[^:]*: (?:status )?400(.*)",
                    "%1$s refuses the question (status 400%2$s)",
                    "correct the settings of the answers, or use an emulator of the same version as the load test"),
            new Rule(
                    "^POST[^:]*: status 3\\d\\d, redirects to (.*?)(?:/api/run|/v1/chat/completions)?$",
                    "%1$s redirects to %2$s, and a load test follows nobody",
                    "%3$s=%2$s, if that is the server to load"),
            new Rule(
                    "^connect: 3\\d\\d.*, redirects to (.*)",
                    "%1$s redirects to %2$s, and a load test follows nobody",
                    "%3$s=%2$s, if that is the server to load"),
            new Rule(
                    "^POST[^:]*: (401 .*(?:API key|JWT).*)",
                    "%1$s wants to know who asks: %2$s",
                    "API_KEY=… in the environment or in .env; whoever runs the emulator makes one: llm-emulator.jar"
                            + " api-key NAME"),
            new Rule(
                    "^POST[^:]*: (?:status )?(403.*)",
                    "%1$s does not let the load test ask (%2$s)",
                    "API_KEY=… with an API key, or with a JWT that covers all sessions"),
            new Rule(
                    "^POST[^:]*: 429 (.*\\(CLIENT_.*)",
                    "%1$s limits what the load test may do: %2$s",
                    "a higher limit for the emulator, or none"),
            new Rule(
                    "^POST[^:]*: (?:status )?(401.*)",
                    "%1$s wants a name and a password, or others (status %2$s)",
                    "HTTP_URL=http://user:password@host in the environment"),
            new Rule(
                    "^connect: 401",
                    "%1$s wants a name and a password, or others (401)",
                    "WS_URL=ws://user:password@host/path in the environment"),
            new Rule(
                    "^POST[^:]*: (?:status )?(40[45].*)",
                    "there is no emulator at %1$s (status %2$s)",
                    "correct -Dhttp_url: scheme, host, port, and the path before /api/run, if any"),
            new Rule(
                    "^POST[^:]*: (?:status )?(502.*)",
                    "the emulator at %1$s cannot publish, or the load balancer cannot reach it (status %2$s)",
                    "check that Centrifugo is up, and CENTRIFUGO_API_URLS and CENTRIFUGO_HTTP_API_KEY of the emulator"),
            new Rule(
                    "^POST[^:]*: (?:status )?((?:50[34]|429).*)",
                    "no emulator behind %1$s takes a question (status %2$s)",
                    "check that an emulator is up and not full: its /health tells"),
            new Rule(
                    "^POST[^:]*: (?:status )?(\\d+.*)",
                    "%1$s does not answer questions (status %2$s)",
                    "check that -Dhttp_url leads to an emulator"),
            new Rule(
                    "the text is not traced",
                    "%5$s streams an answer, but not in traced text: it is no emulator, or the question does not reach it",
                    "-Dtraced=false measures times without proof; -Dmodel then names the server's model"),
            new Rule(
                    "no marker \\(0 tokens came\\)",
                    "the emulator replied, but its tokens did not arrive",
                    "check that -Dhttp_url and -Dws_url belong to the same cluster"),
            new Rule(
                    "refused(?!.*subscri)",
                    "nothing listens at %1$s (connection refused)",
                    "start the servers, or correct %3$s"),
            new Rule(
                    "cannot connect: *(.*)",
                    "%1$s cannot be reached: %2$s",
                    "correct %3$s, or check the network between the two machines"),
            new Rule(
                    "(?i)unknown ?host|name or service|resolve",
                    "the host of %1$s is unknown",
                    "correct the host name in %3$s"),
            new Rule(
                    "certificate not trusted",
                    "%1$s has a certificate that no authority of ours vouches for",
                    "-Dca=FILE with its authority, in PEM form; -Dinsecure=true takes any certificate"),
            new Rule(
                    "certificate of another host: *(.*)",
                    "%1$s has the certificate of another host: %2$s",
                    "the host of %3$s as the certificate has it; -Dinsecure=true takes any certificate"),
            new Rule(
                    "certificate not valid now: *(.*)",
                    "%1$s has a certificate that is not valid now: %2$s",
                    "renew it, or set the clock of this machine right; -Dinsecure=true takes any certificate"),
            new Rule(
                    "(?i)ssl|\\btls\\b|certificate",
                    "%1$s does not speak TLS as expected",
                    "%3$s with or without the s: ws or wss, http or https"),
            new Rule(
                    "\\b109\\b|(?i)token expired",
                    "Centrifugo takes the users' JWT for expired",
                    "set the clocks of both machines right"),
            new Rule(
                    "\\(3500\\)|(?i)invalid token",
                    "Centrifugo does not accept the users' JWT (3500 invalid token): its secret is another one",
                    "set CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY (environment or .env) to its secret"),
            new Rule(
                    "POST /emulation: *(.*)",
                    "%1$s opens, but commands get nowhere (POST /emulation: %2$s)",
                    "let proxies pass /emulation to Centrifugo as well, or correct -Demulation_url"),
            new Rule(
                    "\\b404\\b.*enabled",
                    "there is no stream at %1$s (404)",
                    "enable it in Centrifugo (http_stream.enabled, sse.enabled), let proxies pass its path, or correct"
                            + " -Dstream_url"),
            new Rule(
                    "as a browser would show nothing",
                    "%1$s does not allow pages of %4$s, so a browser would show nothing of the stream",
                    ALLOWED_ORIGINS),
            new Rule(
                    "\\b404\\b",
                    "there is no WebSocket at %1$s (404)",
                    "correct the path of -Dws_url; Centrifugo's is /connection/websocket"),
            new Rule("\\b403\\b", "%1$s refuses the WebSocket (403) of a page from %4$s", ALLOWED_ORIGINS),
            new Rule(
                    "^(?:auth|subscribe):.*no reply",
                    "%1$s accepts the WebSocket, but does not reply to Centrifugo's commands",
                    "correct -Dws_url, or see whether Centrifugo is overloaded"),
            new Rule(
                    "(?i)no reply|in time|time-?out|timed out",
                    "%1$s gave no reply: nothing listens there, or it is too slow",
                    "start the servers, or correct %3$s"),
            new Rule(
                    "^subscribe: *(.*)",
                    "Centrifugo refuses the subscription: %2$s",
                    "give Centrifugo the namespace session, as in centrifugo/config.json"),
            new Rule(
                    "^connect: *(.*)",
                    "%1$s is no WebSocket of Centrifugo: %2$s",
                    "correct -Dws_url; Centrifugo's path is /connection/websocket"),
            new Rule(
                    "^auth: *(.*)",
                    "%1$s does not speak Centrifugo's protocol: %2$s",
                    "correct -Dws_url; Centrifugo's path is /connection/websocket"));

    private record Rule(String pattern, String cause, String remedy) {}

    static TargetProblem of(String reason, String target, Endpoints endpoints) {
        var question = reason.startsWith("POST");
        var url = question
                ? endpoints.http() + reason.substring("POST ".length(), reason.indexOf(':'))
                : endpoints.webSocket().toString();
        var shown = target + ", " + endpoints;
        for (var rule : RULES) {
            var matcher = Pattern.compile(rule.pattern()).matcher(reason);
            if (matcher.find()) {
                var found = matcher.groupCount() > 0 ? Trouble.withoutClassNames(matcher.group(1)) : "";
                var remedy = rule.remedy().formatted(url, found, question ? HTTP_URL : WS_URL, endpoints.origin());
                return new TargetProblem(
                        rule.cause().formatted(url, found, "", endpoints.origin(), endpoints.http()),
                        target.equals("cluster") ? remedy.replaceFirst("start the servers, or .*", START) : remedy,
                        shown);
            }
        }
        return new TargetProblem(
                "a first user got no answer: " + Trouble.withoutClassNames(reason),
                "check the target; docs/troubleshooting.md lists more causes",
                shown);
    }

    /** What to do about a channel that Centrifugo does not know; null for any other reason. */
    static @Nullable String channelAdvice(String reason, String target) {
        if (!reason.contains("102 unknown channel")) {
            return null;
        }
        return target.equals(Target.EMBEDDED)
                ? "The embedded stack knows only channels session:…; for others start a Centrifugo of your own."
                : "Centrifugo has no namespace for this channel: what stands before its colon must be in its configuration.";
    }

    /** Why one answer did not come as a profile says, with what would fit, if that is known. */
    static TargetProblem ofProfile(
            String reason, String profile, @Nullable String told, String target, Endpoints endpoints) {
        var known = channelAdvice(reason, target);
        var advice = known == null ? told : known;
        return new TargetProblem(
                "a first user got no answer by the profile " + profile + ": " + Trouble.withoutClassNames(reason),
                (advice == null ? "" : advice.replaceFirst("\\.$", "") + ". ")
                        + "-Dsimulation=Probe shows it message by message; docs/profiles.md has the keys",
                target + ", " + endpoints);
    }

    String block() {
        return "=".repeat(WIDTH) + "\nFAILED: " + cause + '\n' + "-".repeat(WIDTH) + '\n'
                + ROW.formatted("what to do", remedy)
                + ROW.formatted("target", target)
                + ROW.formatted("report", "none: nothing was measured")
                + "=".repeat(WIDTH) + '\n';
    }
}
