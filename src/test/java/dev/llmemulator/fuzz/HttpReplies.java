package dev.llmemulator.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.fuzz.HttpInput.Audience;
import dev.llmemulator.load.client.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The replies on one connection, taken apart as strictly as a client does. */
final class HttpReplies {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern HEAD =
            Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\r\n]*\r\n((?:[!-9;-~]+:[^\r\n]*\r\n)*)\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)$");
    private static final Pattern CHUNK = Pattern.compile("\\G([0-9A-Fa-f]{1,8})\r\n");
    private static final int MOST_PROBLEM_BYTES = 2_000;

    private record Reply(int status, String head, String body) {}

    private HttpReplies() {}

    /** The statuses of all replies. */
    static List<Integer> statuses(String text) {
        return parsed(text).stream().map(Reply::status).toList();
    }

    /**
     * What is wrong with the replies, read as ISO 8859-1.
     *
     * @param audience whose refusals have a form of their own
     */
    static Optional<String> fault(String text, Audience audience) {
        if (Target.tells(text)) {
            return Optional.of("told a secret or an exception");
        }
        var replies = parsed(text);
        if (replies.stream()
                        .mapToInt(reply -> reply.head.length() + reply.body.length())
                        .sum()
                != text.length()) {
            return Optional.of("is no sequence of HTTP replies");
        }
        return replies.stream()
                .flatMap(reply -> fault(reply, audience).stream())
                .findFirst();
    }

    private static List<Reply> parsed(String text) {
        var replies = new ArrayList<Reply>();
        var head = HEAD.matcher(text);
        var at = 0;
        while (head.find(at) && head.start() == at) {
            var length = LENGTH.matcher(head.group(2));
            var rest = head.end();
            // A reply to HEAD says how long its body would be. What is cut off by the end has no other reply behind.
            var hasBody = length.find() && !text.startsWith("HTTP/1.", rest);
            at = hasBody ? Math.min(text.length(), rest + Integer.parseInt(length.group(1))) : rest;
            if (head.group(2).contains("Transfer-Encoding: chunked")) {
                at = endOfChunks(text, rest);
            } else if (head.group(2).contains("text/event-stream")) {
                // To a client of HTTP/1.0.
                at = text.length();
            }
            replies.add(new Reply(Integer.parseInt(head.group(1)), head.group(), text.substring(rest, at)));
        }
        return replies;
    }

    /** Where the last chunk ends; where the text does if it is cut off. */
    private static int endOfChunks(String text, int from) {
        var chunk = CHUNK.matcher(text);
        var at = from;
        while (chunk.find(at)) {
            var size = Integer.parseInt(chunk.group(1), 16);
            at = Math.min(text.length(), chunk.end() + size + 2);
            if (size == 0) {
                return at;
            }
        }
        return at == text.length() ? at : text.length();
    }

    private static Optional<String> fault(Reply reply, Audience audience) {
        // Of another version, or of a transfer coding that is not known: so HTTP wants it.
        if (reply.status >= 500 && reply.status != 505 && reply.status != 501) {
            return Optional.of("status " + reply.status);
        }
        if (reply.body.isEmpty()) {
            return Optional.empty();
        }
        if (reply.status >= 400 && audience != Audience.STAND_IN) {
            var isOpenAi = audience == Audience.OPENAI && !reply.head.contains("application/problem+json");
            return isOpenAi ? faultOfError(reply) : faultOfProblem(reply);
        }
        if (reply.body.endsWith("\r\n0\r\n\r\n")) {
            return faultOfStream(reply);
        }
        return reply.status == 200 && reply.body.contains("\"sha256\"") ? faultOfAnswer(reply) : Optional.empty();
    }

    private static Optional<String> faultOfProblem(Reply reply) {
        if (!reply.head.contains("application/problem+json") || reply.body.length() > MOST_PROBLEM_BYTES) {
            return Optional.of("no problem, or a long one");
        }
        try {
            return JSON.readTree(utf8(reply.body)).path("status").asInt() == reply.status
                    ? Optional.empty()
                    : Optional.of("problem of another status");
        } catch (JsonProcessingException e) {
            return Optional.of("problem that is no JSON");
        }
    }

    private static Optional<String> faultOfError(Reply reply) {
        try {
            var error = JSON.readTree(utf8(reply.body)).path("error");
            return reply.body.length() <= MOST_PROBLEM_BYTES
                            && error.path("message").isTextual()
                            && error.path("type").isTextual()
                            && error.has("param")
                            && error.has("code")
                    ? Optional.empty()
                    : Optional.of("error of another form, or a long one");
        } catch (JsonProcessingException e) {
            return Optional.of("error that is no JSON");
        }
    }

    /** A stream that ends as it should has an end of its own in its last chunk. */
    private static Optional<String> faultOfStream(Reply reply) {
        return reply.body.contains("data: [DONE]\n\n\r\n0\r\n")
                        || reply.body.contains("event: response.completed\n")
                        || reply.body.contains("event: response.incomplete\n")
                ? Optional.empty()
                : Optional.of("stream without an end");
    }

    private static Optional<String> faultOfAnswer(Reply reply) {
        try {
            var answer = JSON.readTree(utf8(reply.body));
            return Sha256.of(answer.path("response").asText())
                            .equals(answer.path("sha256").asText())
                    ? Optional.empty()
                    : Optional.of("answer whose hash is another");
        } catch (JsonProcessingException e) {
            return Optional.of("answer that is no JSON");
        }
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
