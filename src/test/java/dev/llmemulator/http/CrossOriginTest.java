package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page of another origin may do. */
class CrossOriginTest {
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String PAGE = "https://chat.example.com:8443";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @AutoClose
    private static final EmbeddedStack OFF = EmbeddedStack.start(Map.of());

    @AutoClose
    private static final EmbeddedStack SOME =
            EmbeddedStack.start(Map.of("CORS_ORIGINS", "http://127.0.0.1:80, https://Chat.example.com:8443"));

    @AutoClose
    private static final EmbeddedStack ALL = EmbeddedStack.start(Map.of("CORS_ORIGINS", "*"));

    @ParameterizedTest
    @ValueSource(strings = {PAGE, "http://127.0.0.1"})
    void preflight_ofAnAllowedOrigin_allowsToPostJson(String origin) throws Exception {
        var reply = preflight(SOME, origin);

        assertThat(reply.statusCode()).isBetween(200, 204);
        assertThat(reply.headers().firstValue(ALLOW_ORIGIN)).contains(origin);
        assertThat(reply.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("POST");
        assertThat(reply.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValueSatisfying(
                        value -> assertThat(value.split(", ?", -1)).contains("Content-Type", "Authorization"));
        assertNoCredentials(reply);
    }

    @Test
    void preflight_ofTheOfficialSdk_allowsItsHeaders() throws Exception {
        var asked = "authorization,content-type,x-stainless-arch,x-stainless-lang,x-stainless-os,"
                + "x-stainless-package-version,x-stainless-retry-count,x-stainless-runtime,x-stainless-timeout";
        for (var stack : new EmbeddedStack[] {SOME, ALL}) {
            var reply = send(HttpRequest.newBuilder(stack.httpUrl().resolve("/v1/chat/completions"))
                    .header("Origin", PAGE)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", asked)
                    .method("OPTIONS", BodyPublishers.noBody()));

            assertThat(reply.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValueSatisfying(
                            value -> assertThat(value.toLowerCase(Locale.ROOT).split(", ?", -1))
                                    .contains(asked.split(",", -1)));
            assertNoCredentials(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://chat.example.com", "https://chatXexample.com:8443", "https://evil.example", "null"})
    void anyRequest_ofAnotherOrigin_hasNoHeader(String origin) throws Exception {
        assertThat(preflight(SOME, origin).headers().firstValue(ALLOW_ORIGIN)).isEmpty();
        assertThat(post(SOME, origin, "{}").headers().firstValue(ALLOW_ORIGIN)).isEmpty();
    }

    @Test
    void anyRequest_whereItIsOff_isAnsweredAsBefore() throws Exception {
        assertThat(preflight(OFF, PAGE).statusCode()).isEqualTo(405);
        assertThat(post(OFF, PAGE, "{}").headers().map()).doesNotContainKeys(ALLOW_ORIGIN, "vary");
    }

    @Test
    void anyRequest_whereAllOriginsAreAllowed_hasNoCredentials() throws Exception {
        var reply = post(ALL, "http://any.example", "{}");

        assertThat(reply.headers().firstValue(ALLOW_ORIGIN).orElse("")).isIn("*", "http://any.example");
        assertNoCredentials(reply);
    }

    /** Replies from a route, from Javalin, and from Jetty before it reaches either. */
    @ParameterizedTest
    @CsvSource({"5, 200", "0, 400", "70000, 413"})
    void reply_ofAnyStatus_canBeReadByThePage(int length, int status) throws Exception {
        var body = length == 5
                ? "{\"session_id\":\"a\",\"question\":\"\",\"words\":1}"
                : "{\"question\":\"%s\"}".formatted("x".repeat(length));

        var reply = post(SOME, PAGE, body);

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue(ALLOW_ORIGIN)).contains(PAGE);
        assertThat(reply.headers().allValues("Access-Control-Expose-Headers"))
                .singleElement()
                .satisfies(value -> assertThat(value.split(", ?", -1))
                        .containsExactlyInAnyOrder(
                                "Retry-After", "WWW-Authenticate", "X-Request-Id", "RateLimit", "RateLimit-Policy"));
        assertThat(reply.headers().allValues("Vary")).containsExactly("Origin");
    }

    @ParameterizedTest
    @CsvSource({"PUT, /api/run, 405", "GET, /nothing, 404"})
    void problem_ofJavalin_canBeReadByThePage(String method, String path, int status) throws Exception {
        var reply = send(HttpRequest.newBuilder(SOME.httpUrl().resolve(path))
                .header("Origin", PAGE)
                .method(method, BodyPublishers.noBody()));

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(reply.headers().firstValue(ALLOW_ORIGIN)).contains(PAGE);
    }

    private static HttpResponse<String> preflight(EmbeddedStack stack, String origin) throws Exception {
        return send(HttpRequest.newBuilder(stack.httpUrl().resolve("/api/run"))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    private static HttpResponse<String> post(EmbeddedStack stack, String origin, String body) throws Exception {
        return send(HttpRequest.newBuilder(stack.httpUrl().resolve("/api/run"))
                .header("Origin", origin)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static void assertNoCredentials(HttpResponse<?> reply) {
        assertThat(reply.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }
}
