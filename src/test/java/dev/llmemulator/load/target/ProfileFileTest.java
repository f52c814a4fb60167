package dev.llmemulator.load.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileFileTest {
    /** A line for each key, so that a line number in a message means something. */
    private static final String GOOD = """
            name = good
            http_url = "http://127.0.0.1:1/base"
            ws_url = "ws://127.0.0.1:2/connection/websocket"
            order = subscribe_then_ask
            channel = "chat:#{session}"
            session = answer
            question { text = "Hello", directives = true, traced = true }
            before = [ { name = login, path = "/login", save { token = "/token" } } ]
            ask {
              path = "/chat"
              method = POST
              headers { Authorization = "Bearer #{token}" }
              body { message = "#{question}" }
              status = 200
              reply { comes = end, text = "/text", save { id = "/id" } }
            }
            tokens { connection { signed { algorithm = HS256, secret_env = SECRET, lifetime = 1h, claims { sub = "#{user}" } } } }
            connect { headers { Origin = "http://a" }, data { a = 1 } }
            publications {
              text = "/delta"
              mode = delta
              end { pointer = "/done", equals = true }
              error { pointer = "/error", reason = "/why" }
              index = "/i"
              answer { pointer = "/id", equals = "#{id}" }
              encoded = false
            }
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void read_everyKey_isUnderstood() throws IOException {
        var profile = read(GOOD);
        assertThat(profile.name()).isEqualTo("good");
        assertThat(profile.httpUrl()).hasToString("http://127.0.0.1:1/base");
        assertThat(profile.publications().end()).hasToString("/done = true");
        assertThat(profile.secrets()).containsExactly("s3cr3t");
        assertThat(profile.traced()).isTrue();
        assertThat(ProfileFile.FILES.names()).contains("emulator");
        for (var name : ProfileFile.FILES.names()) {
            assertThat(ProfileFile.read(name, any -> "value").name()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "channel =              | chanel =       | line 5: chanel is no key of a profile; did you mean channel?",
                "path = \"/chat\"       | pth = \"/chat\" | line 10: ask.pth is no key of ask; did you mean path? Allowed: path, method,",
                "text = \"/delta\"      | txt = \"/delta\" | line 20: publications.txt is no key of publications; did you mean text?",
                "directives = true      | directive = true | line 7: question.directive is no key of question; did you mean directives?",
                "lifetime = 1h          | lifetme = 1h   | tokens.connection.signed.lifetme is no key",
                "signed {               | sined {        | tokens.connection.sined is no key of tokens.connection; did you mean signed?",
                "equals = true          | equal = true   | publications.end.equal is no key of publications.end; did you mean equals?",
                "name = login,          | nme = login,   | line 8: before[0].nme is no key of before[0]; did you mean name?",
                "comes = end            | come = end     | line 15: ask.reply.come is no key of ask.reply; did you mean comes?",
            })
    void read_misspeltKey_namesFileLineKeyAndTheNearest(String good, String bad, String message) {
        assertRefused(GOOD.replace(good.strip(), bad.strip()), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ws_url = \"ws://127.0.0.1:2/connection/websocket\" | ws_url is missing: the two belong together",
                "channel = \"chat:#{session}\"            | channel is missing: with order = subscribe_then_ask it must be",
                "path = \"/chat\"                         | line 9: ask.path is missing. It must be a text",
                "text = \"/delta\"                        | line 19: publications.text is missing. It must be a JSON pointer",
                "end { pointer = \"/done\", equals = true } | publications.end is missing. It must be a condition",
                "name = login,                            | before[0].name is missing",
                "pointer = \"/error\",                    | publications.error.pointer is missing",
            })
    void read_missingKey_namesItAndWhatItMustBe(String line, String message) {
        assertRefused(GOOD.replace(line.strip(), ""), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "order = subscribe_then_ask | order = whenever | line 4: order must be one of subscribe_then_ask, ask_then_subscribe, server_side, but is \"whenever\".",
                "order = subscribe_then_ask | order = [1]      | order must be one of subscribe_then_ask, ask_then_subscribe, server_side, but is a list.",
                "http_url = \"http://127.0.0.1:1/base\" | http_url = \"localhost\" | line 2: http_url must be an absolute URL that begins with http:// or https://",
                "session = answer           | session = run    | session must be one of answer, user",
                "traced = true              | traced = 7       | question.traced must be true or false, but is 7.",
                "method = POST              | method = FETCH   | ask.method must be one of GET, POST, PUT, PATCH, DELETE, but is \"FETCH\".",
                "status = 200               | status = 20      | ask.status must be a status, such as 202",
                "status = 200               | status = ok      | ask.status must be a status, such as 202",
                "path = \"/chat\"           | path = chat      | ask.path must begin with a slash",
                "path = \"/chat\"           | path { a = 1 }   | ask.path must be a text, but is an object.",
                "comes = end                | comes = unread   | ask.reply.text belongs to comes = end",
                "comes = end                | comes = soon     | ask.reply.comes must be one of end, at_once, unread",
                "text = \"/delta\"          | text = delta     | publications.text must be a JSON pointer",
                "text = \"/delta\"          | text = 5         | publications.text must be a JSON pointer",
                "mode = delta               | mode = all       | publications.mode must be one of delta, snapshot",
                "index = \"/i\"             | index = [\"/i\"] | publications.index must be a JSON pointer",
                "encoded = false            | encoded = maybe  | publications.encoded must be true or false",
                "algorithm = HS256          | algorithm = HS1  | algorithm must be one of HS256, HS384, HS512, RS256, ES256, EdDSA, but is \"HS1\".",
                "algorithm = HS256          | algorithm = RS256 | secret_env belongs to HS256, HS384 and HS512; RS256 needs a key_file.",
                "lifetime = 1h              | lifetime = long  | lifetime must be a time of a second or more",
                "secret_env = SECRET        | secret_env = NONE | secret_env needs the environment variable NONE",
                "secret_env = SECRET        | key_file = \"absent.pem\" | key_file must be a file that can be read",
                "connection { signed        | connection { signed {}, given = a }, subscription { signed | tokens.connection must be none, or an object with one of signed, fetched and given",
                "data { a = 1 }             | data = 1         | connect.data must be an object, but is 1.",
                "message = \"#{question}\"  | message = \"#{qestion}\" | ask.body has #{qestion}, which nothing gives a value to; did you mean #{question}?",
                "message = \"#{question}\"  | message = \"#{env.ABSENT}\" | ask.body needs the environment variable ABSENT",
                "message = \"#{question}\"  | message = \"#{question\" | ask.body has a gap that is not #{name}",
                "Bearer #{token}            | Bearer #{tken}   | did you mean #{token}?",
                "name = good                | name = ${NAME}   | An environment variable is written #{env.NAME} here.",
                "name = good                | name = {         | Profile ",
                "reply { comes = end, text = \"/text\" | reply { comes = at_once, channel = \"/c\" | ask.reply.channel belongs to order = ask_then_subscribe.",
                "equals = true }            | equals = true, present = false } | publications.end.present = false and equals exclude each other.",
                "end { pointer = \"/done\", equals = true } | end = [] | publications.end must be a JSON pointer, or an object",
                "traced = true }            | traced = false }, publications.end = traced | x",
            })
    void read_wrongValue_namesItAndWhatIsAllowed(String good, String bad, String message) {
        var text = GOOD.replace(good.strip(), bad.strip());
        assertThat(text).isNotEqualTo(GOOD);
        if (message.equals("x")) {
            text = GOOD.replace("traced = true", "traced = false")
                    .replace("end { pointer = \"/done\", equals = true }", "end = traced");
            assertRefused(text, "publications.end = traced needs traced text");
        } else {
            assertRefused(text, message);
        }
    }

    @Test
    void read_neitherFileNorName_namesTheProfilesThereAre() {
        assertThatThrownBy(() -> ProfileFile.read("no-such", any -> null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("\"no-such\"")
                .hasMessageContaining("emulator");
    }

    @Test
    void message_neverShowsASecret() throws IOException {
        var key = folder.resolve("key.pem");
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nabcd\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> read(GOOD.replace("algorithm = HS256", "algorithm = RS256")
                        .replace("secret_env = SECRET", "key_file = key.pem")))
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt makes one")
                .hasMessageNotContaining("abcd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void sign_withASecret_isVerifiedByIt(String name) throws IOException {
        var jwt = signed(GOOD.replace("HS256", name));
        var algorithm = name.equals("HS256")
                ? Algorithm.HMAC256("s3cr3t")
                : name.equals("HS384") ? Algorithm.HMAC384("s3cr3t") : Algorithm.HMAC512("s3cr3t");
        var verified = JWT.require(algorithm).build().verify(jwt);
        assertThat(verified.getSubject()).isEqualTo("user-7");
        assertThat(verified.getExpiresAtAsInstant().getEpochSecond()
                        - verified.getIssuedAtAsInstant().getEpochSecond())
                .isEqualTo(3600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
    void sign_withAPrivateKey_isVerifiedByThePublicOne(String name) throws Exception {
        var pair = pair(name);
        Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        var jwt = signed(GOOD.replace("algorithm = HS256", "key_id = k1, algorithm = " + name)
                .replace("secret_env = SECRET", "key_file = \"key.pem\""));
        assertThat(JWT.decode(jwt).getKeyId()).isEqualTo("k1");
        assertThat(JWT.decode(jwt).getAlgorithm()).isEqualTo(name);
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            JWT.require(Algorithm.RSA256(rsa, null)).build().verify(jwt);
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            JWT.require(Algorithm.ECDSA256(ec, null)).build().verify(jwt);
        } else {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(pair.getPublic());
            var dot = jwt.lastIndexOf('.');
            verifier.update(jwt.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
            assertThat(verifier.verify(Base64.getUrlDecoder().decode(jwt.substring(dot + 1))))
                    .isTrue();
        }
    }

    private static KeyPair pair(String name) throws Exception {
        var generator = KeyPairGenerator.getInstance(
                switch (name) {
                    case "RS256" -> "RSA";
                    case "ES256" -> "EC";
                    default -> "Ed25519";
                });
        if (name.equals("ES256")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair();
    }

    private String signed(String text) throws IOException {
        var source = (TokenSource.Signed) read(text).connectionToken();
        var values = new Values(Map.of(), new HashMap<>());
        values.set("user", "user-7");
        return source.signer().sign((ObjectNode) source.claims().fill(values), () -> "the run's");
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("profile.conf")
                .hasMessageContaining(message.strip())
                .hasMessageNotContaining("s3cr3t");
    }

    private Profile read(String text) throws IOException {
        var file = folder.resolve("profile.conf");
        Files.writeString(file, text);
        return ProfileFile.read(file.toString(), Map.of("SECRET", "s3cr3t")::get);
    }
}
