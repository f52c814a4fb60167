package dev.llmemulator.load.settings;

import dev.llmemulator.settings.Urls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, and how its users prove who they are.
 *
 * @param url without name and password; that of HTTP without a slash at its end
 * @param authorization the header {@code Authorization}, made of the name and the password that the URL was given with,
 *     or of an API key; null if there is neither. It is never shown.
 */
public record ServerUrl(URI url, @Nullable String authorization) {
    public static ServerUrl of(URI given) {
        var user = given.getUserInfo();
        var text = given.toString().replaceFirst("//[^/?#]*@", "//");
        var base = text.startsWith("http") ? text.replaceFirst("/+$", "") : text;
        return new ServerUrl(URI.create(base), user == null ? null : basic(user));
    }

    private static String basic(String user) {
        var pair = user.contains(":") ? user : user + ":";
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The URL without the values of its query, which may be secret. */
    @Override
    public String toString() {
        return Urls.withoutSecrets(url.toString());
    }
}
