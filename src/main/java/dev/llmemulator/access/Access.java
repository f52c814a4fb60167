package dev.llmemulator.access;

import dev.llmemulator.access.Refusal.Reason;
import dev.llmemulator.settings.AccessSettings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells who sends a request, by API key or JWT, where callers have to say it. */
public final class Access {
    private static final String BEARER = "Bearer ";

    private final @Nullable ApiKeys keys;
    private final @Nullable Jwts jwts;

    private Access(@Nullable ApiKeys keys, @Nullable Jwts jwts) {
        this.keys = keys;
        this.jwts = jwts;
    }

    /**
     * Reads the keys, if there are any.
     *
     * @throws dev.llmemulator.settings.InvalidSettingException if their file cannot be used
     */
    public static Access of(AccessSettings settings) {
        var file = settings.apiKeysFile();
        var jwts = settings.jwts();
        return new Access(
                file == null ? null : new ApiKeys(file, TimeUnit.SECONDS.toNanos(1)),
                jwts == null ? null : Jwts.of(jwts));
    }

    /**
     * Tells who sends a request.
     *
     * @param authorization the header, if there is one
     * @param address where the request comes from
     * @throws Refusal if the sender has to say who it is, and does not
     */
    public Client client(@Nullable String authorization, String address) throws Refusal {
        if (keys == null && jwts == null) {
            return Client.at(address);
        }
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new Refusal(Reason.UNKNOWN, "Say who asks, by Authorization: Bearer with " + accepted());
        }
        var credential = authorization.substring(BEARER.length()).strip();
        if (keys != null) {
            var name = keys.nameOf(credential);
            if (name.isPresent()) {
                return new Client("key:" + name.get(), session -> true);
            }
        }
        if (jwts != null && credential.chars().filter(letter -> letter == '.').count() == 2) {
            return jwts.client(credential, address);
        }
        throw new Refusal(Reason.NOT_BELIEVED, "This is not " + accepted() + " that is accepted here");
    }

    private String accepted() {
        return keys == null ? "a JWT" : jwts == null ? "an API key" : "an API key or a JWT";
    }
}
