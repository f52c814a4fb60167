package dev.llmemulator.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.auth0.jwt.algorithms.Algorithm;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Signs JWTs, good ones and bad ones. The load test's own signer makes good ones only, and all of them expire, so it
 * cannot be used here.
 */
final class Jwts {
    private static final Pattern TIME = Pattern.compile("NOW([+-]\\d+)");

    private Jwts() {}

    static String connection() {
        return good("{'sub':'user-1','iat':NOW+0}");
    }

    static String subscription(String channel) {
        return good("{'sub':'user-1','channel':'" + channel + "'}");
    }

    static String good(String claims) {
        return sign("good", claims);
    }

    /**
     * Signs claims, which are JSON with either quotes, where {@code NOW+60} stands for a minute from now.
     *
     * @param signature {@code good}, {@code wrong}, {@code none}, or {@code raw}, which returns the text as it is
     */
    static String sign(String signature, String claims) {
        var now = Instant.now().getEpochSecond();
        var json = TIME.matcher(claims.replace('\'', '"'))
                .replaceAll(time -> Long.toString(now + Long.parseLong(time.group(1))));
        return switch (signature) {
            case "good" -> signed(Algorithm.HMAC256(Contract.TOKEN_HMAC_SECRET), json);
            case "wrong" -> signed(Algorithm.HMAC256("another-secret-of-thirty-two-byte"), json);
            case "none" -> signed(Algorithm.none(), json);
            case "raw" -> claims;
            default -> throw new IllegalArgumentException(signature);
        };
    }

    /** The claims as they are. The library would read them, and write no number that Java has not. */
    private static String signed(Algorithm algorithm, String claims) {
        var header = base64(("{\"alg\":\"" + algorithm.getName() + "\",\"typ\":\"JWT\"}").getBytes(UTF_8));
        var payload = base64(claims.getBytes(UTF_8));
        var signature = algorithm.sign(header.getBytes(UTF_8), payload.getBytes(UTF_8));
        return header + "." + payload + "." + base64(signature);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
