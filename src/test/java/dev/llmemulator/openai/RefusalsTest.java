package dev.llmemulator.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Waiting;
import dev.llmemulator.access.ApiKeys;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused, each with an error in OpenAI's form. */
@Timeout(60)
class RefusalsTest {
    @AutoClose
    private static final EmbeddedStack STACK =
            EmbeddedStack.start(Map.of("TOKEN_DELAY_SECONDS", "0", "ALLOWED_HOSTS", "127.0.0.1"));

    private final Asker asker = new Asker(STACK.httpUrl());

    private static void assertError(
            HttpResponse<String> reply, int status, String type, @Nullable String param, @Nullable String code) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/json");
        var error = Asker.tree(reply).path("error");
        assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("type").textValue()).isEqualTo(type);
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("code").textValue()).isEqualTo(code);
    }

    private static JsonNode error(HttpResponse<String> reply) {
        return Asker.tree(reply).path("error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "chat/completions|{'messages':[{'role':'user','content':''}]}|model|missing_required_parameter",
                "chat/completions|{'model':null,'messages':[]}|model|missing_required_parameter",
                "chat/completions|{'model':7}|model|invalid_type",
                "chat/completions|{'model':''}|model|invalid_value",
                "chat/completions|{'model':'m'}|messages|missing_required_parameter",
                "chat/completions|{'model':'m','messages':'x'}|messages|invalid_type",
                "chat/completions|{'model':'m','messages':[]}|messages|empty_array",
                "chat/completions|{'model':'m','messages':['x']}|messages[0]|invalid_type",
                "chat/completions|{'model':'m','messages':[{}]}|messages[0].role|missing_required_parameter",
                "chat/completions|{'model':'m','messages':[{'role':'x'}]}|messages[0].role|invalid_value",
                "chat/completions|{'model':'m','messages':[{'role':'user','content':7}]}|messages[0].content|invalid_type",
                "chat/completions|{'model':'m','messages':[{'role':'user','content':[7]}]}"
                        + "|messages[0].content[0]|invalid_type",
                "chat/completions|{'model':'m','messages':[{'role':'user'}],'stream':1}|stream|invalid_type",
                "chat/completions|{'model':'m','messages':[{'role':'user'}],'max_tokens':0}"
                        + "|max_tokens|integer_below_min_value",
                "chat/completions|{'model':'m','messages':[{'role':'user'}],'max_completion_tokens':1.5}"
                        + "|max_completion_tokens|invalid_type",
                "chat/completions|{'model':'m','messages':[{'role':'user'}],'n':2}|n|unsupported_value",
                "chat/completions|{'model':'m','messages':[{'role':'user'}],'n':0}|n|integer_below_min_value",
                "chat/completions|{'model':'m','messages':[{'role':'user'}],'stream_options':1}"
                        + "|stream_options|invalid_type",
                "chat/completions|{'model':'m','messages':[{'role':'user','content':'[[x=1]]'}]}"
                        + "|messages|invalid_directive",
                "responses|{'model':'m'}|input|missing_required_parameter",
                "responses|{'model':'m','input':7}|input|invalid_type",
                "responses|{'model':'m','input':[]}|input|empty_array",
                "responses|{'model':'m','input':'x','max_output_tokens':0}|max_output_tokens|integer_below_min_value",
                "responses|{'model':'m','input':'[[x=1]]'}|input|invalid_directive",
                "completions|{'model':'m','prompt':7}|prompt|invalid_type",
                "completions|{'model':'m','prompt':['a','b']}|prompt|unsupported_value",
                "completions|{'model':'m','prompt':['[[model=chat words=33334]]']}|prompt|invalid_directive",
                "completions|{'model':'m'||invalid_json",
                "completions|[]||invalid_json",
                "completions|||invalid_json",
                "completions|{'model':'m','seed':1e9999999999}|seed|invalid_type",
                "completions|{'model':Infinity}||invalid_json",
                "completions|{} {}||invalid_json",
            })
    void request_thatIsWrong_isRefusedByParameter(
            String path, @Nullable String body, @Nullable String param, String code) {
        var reply = asker.post("/v1/" + path, body == null ? "" : body.replace('\'', '"'));

        assertError(reply, 400, "invalid_request_error", param, code);
        assertThat(reply.body()).as("without the names of classes").doesNotContain("`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'m','messages':[{'role':'user','content':null}],'max_tokens':null,'n':null,'stream':null}",
                "{'model':'m','messages':[{'role':'developer','content':'x'},{'role':'assistant'}],'n':1,'stop':'x'}",
                "{'model':'m','messages':[{'role':'user','content':[]}],'max_tokens':99999999999999999999}",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]}",
                "{'model':'m','messages':[{'role':'tool','content':'x'}],'tools':[],'unknown':{},'temperature':'x'}",
            })
    void chat_withWhatTheEmulatorDoesNotUse_isTaken(String body) {
        assertThat(asker.post("/v1/chat/completions", body.replace('\'', '"')).statusCode())
                .isEqualTo(200);
    }

    @Test
    void response_thatGoesOnWithAConversation_needsNoInput() {
        assertThat(asker.post("/v1/responses", "{\"model\":\"m\",\"previous_response_id\":\"resp_1\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void request_thatHasNoRoute_isRefused() {
        assertError(asker.get("/v1/files"), 404, "invalid_request_error", null, "unknown_url");
        assertError(asker.get("/v1/chat/completions"), 405, "invalid_request_error", null, "method_not_supported");
        assertThat(asker.get("/v2/files").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void body_ofAnotherKindOrSize_isRefused() {
        var long1 = Asker.chat("x".repeat(1_000_000), "");
        assertThat(asker.post("/v1/chat/completions", long1).statusCode()).isEqualTo(200);
        assertError(
                asker.post("/v1/chat/completions", Asker.chat("x".repeat(1_100_000), "")),
                413,
                "invalid_request_error",
                null,
                null);
        assertThat(asker.post("/api/run", Asker.chat("x".repeat(100_000), "")).statusCode())
                .isEqualTo(413);
    }

    @Test
    void bodies_thatAreLargeAndSlow_leaveRoomForSmallOnes() throws IOException {
        var large = Asker.chat("x".repeat(900_000), "");
        var claims = new ArrayList<Socket>();
        var sockets = new ArrayList<Socket>();
        try {
            // Who only claims to send much takes no memory.
            for (var i = 0; i < 150; i++) {
                claims.add(asker.asking(large, 100, 4_096));
            }
            assertThat(asker.post("/v1/chat/completions", large).statusCode()).isEqualTo(200);
            // As many as there is memory for, all but the last letter of each.
            for (var i = 0; i < 64 * 1024 * 1024 / large.length(); i++) {
                sockets.add(asker.asking(large, large.length() - 1, 4_096));
            }
            var refused = asker.post("/v1/chat/completions", large);
            while (refused.statusCode() != 503) {
                // This question may have taken the room of one of them, which was refused then.
                sockets.add(asker.asking(large, large.length() - 1, 4_096));
                refused = asker.post("/v1/chat/completions", large);
            }

            assertError(refused, 503, "server_error", null, null);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(asker.chat("small").statusCode()).isEqualTo(200);

            sockets.remove(0).close();
            sockets.remove(0).close();
            Waiting.until(
                    "room", () -> asker.post("/v1/chat/completions", large).statusCode() == 200);
        } finally {
            claims.addAll(sockets);
            for (var socket : claims) {
                socket.close();
            }
        }
    }

    @Test
    void access_byKey_isGuardedAsEveryPath(@TempDir Path folder) throws IOException {
        var key = ApiKeys.make("alice").orElseThrow();
        var secret = "0123456789abcdef0123456789abcdef";
        try (var guarded = EmbeddedStack.start(Map.of(
                "API_KEYS_FILE",
                        Files.writeString(folder.resolve("keys"), key.line()).toString(),
                "JWT_SECRET", secret,
                "CLIENT_ANSWERS", "1",
                "CLIENT_QUESTIONS_PER_SECOND", "3",
                "TOKEN_DELAY_SECONDS", "0"))) {
            var client = new Asker(guarded.httpUrl());
            var body = Asker.chat("", "");
            var path = "/v1/chat/completions";

            assertError(client.post(path, body), 401, "invalid_request_error", null, "invalid_api_key");
            assertError(
                    client.post(path, body, "Authorization", "Bearer sk-x"),
                    401,
                    "invalid_request_error",
                    null,
                    "invalid_api_key");
            assertThat(client.get("/v1/models").statusCode()).isEqualTo(401);
            var allowed = client.post(path, body, "Authorization", "Bearer " + key.key());
            assertThat(allowed.statusCode()).isEqualTo(200);
            assertThat(allowed.headers().firstValue("RateLimit")).isPresent();
            // A stream has no session that a JWT could be tied to.
            var jwt = JWT.create()
                    .withSubject("bob")
                    .withExpiresAt(Instant.now().plusSeconds(60))
                    .sign(Algorithm.HMAC256(secret));
            assertThat(client.post(path, body, "Authorization", "Bearer " + jwt).statusCode())
                    .isEqualTo(200);

            HttpResponse<String> last = allowed;
            for (var i = 0; i < 4; i++) {
                last = client.post(path, body, "Authorization", "Bearer " + key.key());
            }
            assertError(last, 429, "requests", null, "rate_limit_exceeded");
            assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(error(last).path("message").asText()).contains("CLIENT_QUESTIONS_PER_SECOND");
        }
    }
}
