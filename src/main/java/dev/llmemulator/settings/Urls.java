package dev.llmemulator.settings;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads URLs that a user wrote, and shows them without what is nobody's business. */
public final class Urls {
    private static final int MAX_PORT = 65_535;

    private static final Pattern URL = Pattern.compile(
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<user>[^/?#]*@)?" + "(?<host>\\[[^]/?#]*]|[^:/?#]*)(?<rest>.*)");

    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private Urls() {}

    /**
     * Whether a host is this machine, by its name only: a look-up could block, and a name server's word on
     * {@code localhost} proves nothing.
     */
    public static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /**
     * An absolute URL of one of these schemes, without a fragment. The scheme becomes lower case, and a host name outside
     * ASCII becomes that of the DNS.
     */
    public static Optional<URI> read(String text, List<String> schemes) {
        var parts = URL.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        var user = parts.group("user") == null ? "" : parts.group("user");
        try {
            var url = new URI(scheme + "://" + user + IDN.toASCII(parts.group("host")) + parts.group("rest"));
            return Optional.of(url)
                    .filter(any -> schemes.contains(any.getScheme()) && any.getRawFragment() == null)
                    .filter(any -> any.getHost() != null && any.getPort() != 0 && any.getPort() <= MAX_PORT);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A text without the parts of a URL that may be secret: what precedes an {@code @}, and what follows a {@code ?}. */
    public static String withoutSecrets(String text) {
        var safe = text.replaceFirst("^(\\w+://)?.*@", "$1***@");
        return text.contains("://") ? safe.replaceFirst("\\?.+", "?***") : safe;
    }
}
