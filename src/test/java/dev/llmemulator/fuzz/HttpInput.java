package dev.llmemulator.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one client sends on one connection: a request or several, hardly ever a right one.
 *
 * @param pauseAt the bytes after which the client waits a moment
 */
@SuppressWarnings("ArrayRecordComponent") // Inputs are never compared.
record HttpInput(long seed, byte[] bytes, int pauseAt, Ending ending) {
    /** What the client does when it has sent everything. */
    enum Ending {
        HALF_CLOSE,
        WAIT_FOR_REPLY,
        RESET
    }

    /** For whom requests are made. */
    enum Audience {
        EMULATOR,
        OPENAI,
        GRAPHQL,
        STAND_IN
    }

    private static final int SESSIONS = 32;

    static HttpInput of(long seed, Audience audience, String key) {
        var mutator = new Mutator(seed);
        var all = new ByteArrayOutputStream();
        var requests = mutator.oneIn(4) ? 1 + mutator.below(6) : 1;
        for (var i = 0; i < requests; i++) {
            all.writeBytes(request(mutator, audience, key));
        }
        var bytes = all.toByteArray();
        if (mutator.oneIn(3)) {
            bytes = mutator.damaged(bytes);
        }
        return new HttpInput(
                seed,
                bytes,
                mutator.oneIn(4) ? mutator.below(bytes.length + 1) : bytes.length,
                mutator.oneOf(
                        Ending.HALF_CLOSE,
                        Ending.HALF_CLOSE,
                        Ending.WAIT_FOR_REPLY,
                        Ending.WAIT_FOR_REPLY,
                        Ending.RESET));
    }

    HttpInput with(byte[] otherBytes) {
        return new HttpInput(seed, otherBytes, Math.min(pauseAt, otherBytes.length), ending);
    }

    private static byte[] request(Mutator mutator, Audience audience, String key) {
        var body = switch (audience) {
            case EMULATOR -> question(mutator);
            case OPENAI -> openAi(mutator);
            case GRAPHQL -> graphQl(mutator);
            case STAND_IN -> command(mutator);
        };
        var bytes = mutator.encoded(body);
        var end = mutator.oneIn(20) ? mutator.oneOf("\n", "\r", "\n\r", "\r\n ") : "\r\n";
        var head = new StringBuilder();
        head.append(mutator.mostly(
                        "POST",
                        "GET",
                        "HEAD",
                        "OPTIONS",
                        "PUT",
                        "DELETE",
                        "TRACE",
                        "CONNECT",
                        "PRI",
                        "post",
                        "",
                        "P\0ST",
                        "X".repeat(300)))
                .append(mutator.oneIn(30) ? mutator.oneOf("", "\t", "  ") : " ")
                .append(target(mutator, audience))
                .append(' ')
                .append(
                        mutator.oneIn(10)
                                ? mutator.oneOf(
                                        "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.10", "http/1.1", "HTTP/1.1 x", "")
                                : "HTTP/1.1")
                .append(end);
        if (!mutator.oneIn(20)) {
            head.append("Host: ")
                    .append(mutator.mostly(
                            "a", "", "a:99999", "[::1", "a b", "h".repeat(300), "\u00e9", "a\r\nHost: b"))
                    .append(end);
        }
        head.append("Content-Type: ")
                .append(mutator.mostly(
                        "application/json",
                        "application/json; charset=bogus",
                        "application/json;charset=\"",
                        "text/plain",
                        "application/json; charset=utf-16",
                        "",
                        ";",
                        "multipart/form-data; boundary=",
                        "application/x-www-form-urlencoded",
                        "a/" + "b".repeat(2_000)))
                .append(end);
        if (audience == Audience.STAND_IN && !mutator.oneIn(8)) {
            head.append("X-API-Key: ")
                    .append(mutator.mostly(key, "", "x", "\u00e9"))
                    .append(end);
        }
        if (audience == Audience.GRAPHQL && !mutator.oneIn(3)) {
            head.append("Accept: ")
                    .append(mutator.mostly(
                            mutator.oneOf("text/event-stream", "application/json"),
                            "text/html, */*;q=0.1",
                            ",",
                            ";",
                            "",
                            "a/" + "b".repeat(2_000)))
                    .append(end);
        }
        for (var i = mutator.below(3); i > 0; i--) {
            head.append(header(mutator)).append(end);
        }
        if (mutator.oneIn(3)) {
            head.append("Transfer-Encoding: ")
                    .append(mutator.mostly(
                            "chunked", "identity", "gzip", "chunked, chunked", "gzip, chunked", "\u000bchunked", "x"))
                    .append(end);
            bytes = chunked(mutator, bytes);
            if (mutator.oneIn(8)) {
                head.append("Content-Length: ").append(bytes.length).append(end);
            }
        } else if (!mutator.oneIn(12)) {
            head.append("Content-Length: ")
                    .append(length(mutator, bytes.length))
                    .append(end);
        }
        return Mutator.joined(head.append(end).toString().getBytes(StandardCharsets.UTF_8), bytes);
    }

    private static String target(Mutator mutator, Audience audience) {
        var usual = switch (audience) {
            case EMULATOR -> "/api/run";
            case OPENAI ->
                "/v1/"
                        + mutator.oneOf(
                                "chat/completions", "chat/completions", "responses", "completions", "models/a%2fb");
            case GRAPHQL -> "/graphql";
            case STAND_IN -> "/api/" + mutator.oneOf("publish", "batch", "history", "info");
        };
        return mutator.mostly(
                usual,
                "/health",
                "/",
                "*",
                "//",
                "/api/run?a=%zz",
                "/%00",
                "/%c0%ae%c0%ae/",
                "/api/..;/run",
                "/api/run/",
                "http://a/api/run",
                "http://[/",
                "/\u00e9",
                "/api/run;a=b",
                "/a%0d%0ab",
                "/" + "x".repeat(9_000),
                "",
                "/api/run#x",
                "a:443",
                "/connection/websocket");
    }

    private static String length(Mutator mutator, int length) {
        if (!mutator.oneIn(6)) {
            return String.valueOf(length);
        }
        return mutator.oneOf(
                "0",
                "1",
                "-1",
                "+5",
                "0x10",
                "1e3",
                "",
                " ",
                "65536",
                "65537",
                "99999999999999999999",
                "2147483648",
                length + ", " + length,
                length + "\r\nContent-Length: 3",
                String.valueOf(length + 1),
                String.valueOf(length / 2));
    }

    private static String header(Mutator mutator) {
        return switch (mutator.below(14)) {
            case 0 -> "Expect: " + mutator.mostly("100-continue", "x", "");
            case 1 -> "Connection: " + mutator.oneOf("close", "keep-alive", "Upgrade", "TE, close", "Host", ",,,");
            case 2 ->
                "Upgrade: " + mutator.oneOf("h2c", "websocket", "TLS/1.0", "\r\nHTTP2-Settings: AAMAAABkAAQAAP__");
            case 3 -> "Origin: " + mutator.oneOf("null", "http://a", "x\u0000y", "http://" + "a".repeat(500));
            case 4 ->
                "Authorization: "
                        + mutator.oneOf("Bearer", "Bearer a.b.c", "Basic \u00e9", "Bearer " + "e".repeat(7_000), "x");
            case 5 -> "X-Forwarded-For: " + mutator.oneOf("1", "::", "a, b, c", "\"", "127.0.0.1:99999");
            case 6 -> " folded: x";
            case 7 -> "no colon";
            case 8 -> ": no name";
            case 9 -> "na me: x";
            case 10 -> "X: " + "y".repeat(mutator.below(9_000));
            case 11 -> "X: y\r\n".repeat(mutator.below(400)) + "X: y";
            case 12 -> "Accept-Encoding: gzip;q=" + mutator.value();
            default -> "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\nUpgrade: websocket\r\nConnection: Upgrade";
        };
    }

    private static byte[] chunked(Mutator mutator, byte[] body) {
        var all = new ByteArrayOutputStream();
        var at = 0;
        while (at < body.length) {
            var size = Math.min(body.length - at, 1 + mutator.below(body.length));
            var said = mutator.oneIn(20)
                    ? mutator.oneOf(
                            "0",
                            "-1",
                            "ffffffff",
                            "7fffffff",
                            "80000000",
                            "fffffffffffffffff",
                            "g",
                            "",
                            "0x5",
                            " 5 ",
                            String.valueOf(size + 1))
                    : Integer.toHexString(size);
            all.writeBytes((said + mutator.mostly("", ";a=b", ";" + "x".repeat(300), ";\"\n") + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            all.write(body, at, size);
            all.writeBytes(mutator.oneIn(20) ? new byte[] {'\n'} : new byte[] {'\r', '\n'});
            at += size;
        }
        return mutator.oneIn(10)
                ? all.toByteArray()
                : Mutator.joined(
                        all.toByteArray(),
                        mutator.mostly(
                                        "0\r\n\r\n",
                                        "0\r\nX: y\r\n\r\n",
                                        "00000\r\n\r\n",
                                        "0\r\nContent-Length: 5\r\n\r\n",
                                        "0\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
    }

    /** The body of a question: right in a quarter of the cases. */
    private static String question(Mutator mutator) {
        var fields = new StringBuilder("{\"session_id\":");
        fields.append(mutator.mostly("\"f-" + mutator.below(SESSIONS) + "\"", mutator.value()))
                .append(",\"question\":")
                .append(mutator.mostly("\"\"", mutator.value()));
        var names = List.of(
                "words", "delay", "ttft", "seed", "model", "sed", "", "\\u0077ords", "session_id", "n".repeat(300));
        for (var i = mutator.below(4); i > 0; i--) {
            fields.append(",\"")
                    .append(names.get(mutator.below(names.size())))
                    .append("\":")
                    .append(mutator.value());
        }
        return fields.append(mutator.mostly(",\"words\":3,\"delay\":0}", "}", "", "}}", "} x", ",}"))
                .toString();
    }

    /** The body of a request to OpenAI's API, which each of its endpoints understands; right in half of the cases. */
    private static String openAi(Mutator mutator) {
        var text = "\"hi [[words=" + mutator.mostly("3", "0", "x", "99999999999", "") + " delay=0"
                + mutator.mostly("", directive(mutator))
                + mutator.mostly("]]\"", "]\"", "\"", "]] [[words=4]]\"", "]]");
        var parts = "[{\"type\":%s,\"text\":%s}]"
                .formatted(mutator.mostly("\"text\"", mutator.value()), mutator.mostly(text, mutator.value()));
        var content = mutator.mostly(mutator.oneIn(3) ? parts : text, mutator.value());
        var message = "{\"role\":%s,\"content\":%s}"
                .formatted(mutator.mostly("\"user\"", "\"system\"", mutator.value()), content);
        var messages = mutator.mostly("[" + message + "]", "[]", "[" + mutator.value() + "]", mutator.value());
        var fields = new StringBuilder("{\"model\":")
                .append(mutator.mostly("\"gpt-4o\"", "\"constant\"", mutator.value()))
                .append(",\"messages\":")
                .append(messages)
                .append(",\"input\":")
                .append(mutator.oneIn(2) ? messages : content)
                .append(",\"prompt\":")
                .append(mutator.mostly(text, "[" + text + "]", "[1,2]", "[[1]]", "[\"a\",\"b\"]", mutator.value()))
                .append(",\"stream\":")
                .append(mutator.mostly(mutator.oneOf("true", "false"), mutator.value()));
        var names = List.of(
                "max_tokens",
                "max_completion_tokens",
                "max_output_tokens",
                "n",
                "seed",
                "stream_options",
                "stop",
                "temperature",
                "tools",
                "model",
                "");
        for (var i = mutator.below(3); i > 0; i--) {
            fields.append(",\"")
                    .append(names.get(mutator.below(names.size())))
                    .append("\":")
                    .append(mutator.mostly("1", "{\"include_usage\":true}", "{\"include_usage\":2}", mutator.value()));
        }
        return fields.append(mutator.mostly("}", "", "}}", "} x", ",}")).toString();
    }

    /** The body of a request by GraphQL; right in a quarter of the cases. */
    private static String graphQl(Mutator mutator) {
        var arguments = "(question:" + mutator.mostly("\\\"\\\"", "$q", "null", escapedValue(mutator)) + " words:"
                + mutator.mostly("3", "0", "$w", "99999999999", escapedValue(mutator)) + " delay:"
                + mutator.mostly("0", "1e-9", "1e999", "1e999999999999", escapedValue(mutator))
                + mutator.mostly(
                        "", " seed:" + escapedValue(mutator), " model:\\\"chat\\\"", " x:{a:[{}]}", " words:1");
        var fields = mutator.mostly(
                "token index sha256", "token", "nope", "__typename", "", "...F", "...{token}", "a:token a:due");
        var operation = mutator.oneOf(
                "{health{status now published " + mutator.mostly("", "x", "@skip(if:$b)", "...F") + "}}",
                "subscription S" + mutator.mostly("", "($q:String!)", "($w:Int $b:Boolean!=true)", "($w:[[Int]])")
                        + "{tokens" + arguments + ")" + mutator.mostly("", "@skip(if:true)", "@include(if:$b)")
                        + "{" + fields + "}"
                        + mutator.mostly("", " health{status}", " t:tokens(question:\\\"\\\"){token}")
                        + "}",
                "mutation{run" + arguments + " session_id:"
                        + mutator.mostly("\\\"f-" + mutator.below(SESSIONS) + "\\\"", escapedValue(mutator))
                        + "){response sha256 tokens}}",
                "{__schema{types{name fields{name type{name ofType{name}}}}}}",
                "{"
                        + mutator.oneOf("a", "a:health{status} ", "...F ", "health{", "\\\"\\\"\\\"", "#", "@a ")
                                .repeat(mutator.below(3_000))
                        + "}",
                escapedValue(mutator));
        var more = mutator.mostly(
                "",
                " fragment F on Token{token ...F}",
                " fragment F on Health{lag_ms}",
                " query Q{health{now}}",
                "\\u0000");
        var body = new StringBuilder("{\"query\":")
                .append(mutator.mostly("\"" + operation + more + "\"", mutator.value()));
        for (var i = mutator.below(3); i > 0; i--) {
            body.append(mutator.oneOf(
                    ",\"variables\":"
                            + mutator.mostly(
                                    "{\"q\":" + mutator.value() + ",\"w\":" + mutator.value() + "}", mutator.value()),
                    ",\"operationName\":" + mutator.mostly("null", "\"S\"", mutator.value()),
                    ",\"extensions\":" + mutator.mostly("{}", mutator.value())));
        }
        return body.append(mutator.mostly("}", "", "}}", "} x", ",}")).toString();
    }

    /** A value inside a string. */
    private static String escapedValue(Mutator mutator) {
        return mutator.value().replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", " ");
    }

    private static String directive(Mutator mutator) {
        return " "
                + mutator.oneOf(
                        "ttft=0.01",
                        "seed=-7",
                        "traced",
                        "traced tag=abcd",
                        "tag=abcd",
                        "break=1",
                        "malformed=2",
                        "stall=5ms@1",
                        "stall=5@1",
                        "status=429",
                        "status=429 retry_after=x",
                        "words=5",
                        "model=" + mutator.oneOf("constant", "x"),
                        "=",
                        "[[",
                        "\\u0000",
                        "\u00e9=1",
                        "x".repeat(5_000));
    }

    /** The body of a call of the stand-in's HTTP API. */
    private static String command(Mutator mutator) {
        var channel =
                mutator.mostly("\"session:f-" + mutator.below(SESSIONS) + "\"", "\"none:x\"", "\"\"", mutator.value());
        var publish = "{\"channel\":%s,\"data\":%s,\"version\":%s,\"version_epoch\":%s}"
                .formatted(
                        channel,
                        mutator.mostly("{\"type\":\"token\"}", mutator.value()),
                        mutator.mostly("1", mutator.value()),
                        mutator.mostly("\"e\"", mutator.value()));
        if (mutator.oneIn(2)) {
            return publish;
        }
        var calls = mutator.mostly("{\"publish\":" + publish + "}", "{}", "null", "{\"x\":1}", mutator.value());
        return "{\"commands\":[" + (calls + ",").repeat(mutator.below(4)) + calls + "],\"parallel\":"
                + mutator.mostly("true", mutator.value()) + "}";
    }
}
