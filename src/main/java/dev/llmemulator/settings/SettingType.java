package dev.llmemulator.settings;

import dev.llmemulator.answer.Models;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values that a setting accepts.
 *
 * @param label a placeholder for the value in help texts, such as {@code SECONDS}
 * @param accepts the accepted values in words, to follow "must be"
 * @param reader returns nothing or throws an {@link IllegalArgumentException} if the text is not accepted
 * @param secret whether no message may show a value
 */
public record SettingType<T>(String label, String accepts, Function<String, Optional<T>> reader, boolean secret) {
    public SettingType(String label, String accepts, Function<String, Optional<T>> reader) {
        this(label, accepts, reader, false);
    }

    public static SettingType<String> text(String label, String accepts) {
        return new SettingType<>(label, accepts, Optional::of);
    }

    /** What a header can carry: anything else would come back in the text of an exception. */
    public static SettingType<String> secret(String label) {
        return secret(label, 1);
    }

    public static SettingType<String> secret(String label, int least) {
        return new SettingType<>(
                label,
                "%d to 1024 printable ASCII characters without a space".formatted(least),
                text -> Optional.of(text).filter(secret -> secret.matches("[!-~]{%d,1024}".formatted(least))),
                true);
    }

    public static SettingType<String> line(String label) {
        return new SettingType<>(
                label,
                "1 to 256 printable characters",
                text -> Optional.of(text).filter(line -> line.matches("\\P{C}{1,256}")));
    }

    public static SettingType<Path> file() {
        return new SettingType<>("FILE", "the path of a file", text -> Optional.of(Path.of(text)));
    }

    public static SettingType<SessionPattern> sessionPattern() {
        return new SettingType<>("PATTERN", SessionPattern.ACCEPTS, SessionPattern::read);
    }

    /** IP addresses and networks, separated by commas. */
    public static SettingType<List<Network>> networks() {
        return new SettingType<>(
                "NETWORKS",
                "at least one address or network like 10.0.0.7, 10.0.0.0/8 or fd00::/8, several separated by commas",
                text -> list(text, Network::read));
    }

    /** Names or addresses of hosts, separated by commas, in lower case; an IPv6 address in brackets. */
    public static SettingType<List<String>> hostNames() {
        return new SettingType<>(
                "HOSTS",
                "at least one host name or address without port, several separated by commas",
                text -> list(
                        text.toLowerCase(Locale.ROOT),
                        part -> Optional.of(part)
                                .filter(host -> host.matches("[a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}]"))));
    }

    /** A name of letters, digits and {@code . _ -}. */
    public static SettingType<String> name() {
        return new SettingType<>(
                "NAME",
                "a name, 1 to 64 characters of A-Z a-z 0-9 . _ -",
                text -> Optional.of(text).filter(name -> name.matches("[A-Za-z0-9._-]{1,64}")));
    }

    public static SettingType<String> oneOf(List<String> words) {
        return new SettingType<>(
                "NAME",
                "one of " + String.join(", ", words),
                text -> Optional.of(text).filter(words::contains));
    }

    public static SettingType<Boolean> trueFalse() {
        return new SettingType<>("true|false", "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /** True, false, or {@code auto}, which reads as an empty {@code Optional}. */
    public static SettingType<Optional<Boolean>> trueFalseOrAuto() {
        return new SettingType<>(
                "true|false|auto", "true, false or auto", text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> Optional.of(Optional.of(true));
                    case "false" -> Optional.of(Optional.of(false));
                    case "auto" -> Optional.of(Optional.empty());
                    default -> Optional.empty();
                });
    }

    public static SettingType<Integer> integer(int least, int most) {
        return new SettingType<>(
                "N",
                "a whole number from %d to %d".formatted(least, most),
                text -> Optional.of(Integer.valueOf(text)).filter(value -> value >= least && value <= most));
    }

    public static SettingType<Long> wholeNumber() {
        return new SettingType<>("N", "a whole number of at most 64 bits", text -> Optional.of(Long.valueOf(text)));
    }

    public static SettingType<Double> number(String least, String most) {
        return new SettingType<>(
                "N",
                "a number from %s to %s".formatted(least, most),
                text -> decimal(text, least, most).map(BigDecimal::doubleValue));
    }

    /** A duration given in seconds, fractions allowed, exact to the nanosecond. */
    public static SettingType<Duration> seconds(String least, String most) {
        return new SettingType<>(
                "SECONDS",
                "a number of seconds from %s to %s".formatted(least, most),
                text -> decimal(text, least, most)
                        .map(value -> Duration.ofNanos(value.movePointRight(9).longValue())));
    }

    public static SettingType<Duration> wholeSeconds(int least, int most) {
        var number = integer(least, most);
        return new SettingType<>(
                "SECONDS",
                "a whole number of seconds from %d to %d".formatted(least, most),
                text -> number.reader().apply(text).map(Duration::ofSeconds));
    }

    /** An absolute URL with any path. The name and password in it may be percent-encoded. */
    public static SettingType<URI> url(String... schemes) {
        return new SettingType<>(
                "URL",
                "an absolute URL that begins with " + String.join(":// or ", schemes) + "://, without a fragment (#)",
                text -> Urls.read(text, List.of(schemes)));
    }

    /** The same without a query, so that a path can be appended. */
    public static SettingType<URI> baseUrl(String... schemes) {
        return new SettingType<>(
                "URL",
                "an absolute URL that begins with " + String.join(":// or ", schemes)
                        + "://, without a query (?) or fragment (#)",
                text -> Urls.read(text, List.of(schemes)).filter(url -> url.getRawQuery() == null));
    }

    /** The origin of a web page, as browsers send it; {@code null} is that of a page without one. */
    public static SettingType<String> origin() {
        return new SettingType<>(
                "ORIGIN",
                "an origin, http://host:port or https://host:port without a path, or null",
                text -> text.equals("null")
                        ? Optional.of(text)
                        : Urls.read(text, List.of("http", "https"))
                                .filter(url -> url.getRawUserInfo() == null && url.getRawQuery() == null)
                                .filter(url -> url.getRawPath().isEmpty())
                                .map(URI::toString));
    }

    /** Base addresses separated by commas, each {@code http://host:port} or {@code https://host:port}. */
    public static SettingType<List<URI>> addresses() {
        return new SettingType<>(
                "URLS",
                "at least one address like http://host:port, several separated by commas, without user name or password",
                SettingType::addresses);
    }

    private static Optional<List<URI>> addresses(String text) {
        return list(
                text,
                part -> Urls.read(part, List.of("http", "https"))
                        .filter(url -> url.getRawQuery() == null && url.getRawUserInfo() == null));
    }

    /** Origins of web pages, separated by commas, as browsers send them; or {@code *} for all. */
    public static SettingType<List<String>> origins() {
        return new SettingType<>(
                "ORIGINS",
                "* or at least one origin like https://chat.example.com:8443, several separated by commas",
                text -> text.equals("*") ? Optional.of(List.of(text)) : list(text, SettingType::origin));
    }

    private static Optional<String> origin(String text) {
        return Urls.read(text, List.of("http", "https"))
                .filter(any -> text.equalsIgnoreCase(any.getScheme() + "://" + any.getRawAuthority()))
                .filter(any -> any.getRawUserInfo() == null)
                // Browsers leave out the port that the scheme has anyway.
                .map(any -> text.toLowerCase(Locale.ROOT).replaceFirst("^(http://.*):80$|^(https://.*):443$", "$1$2"));
    }

    /** The values of all parts between commas; nothing if there is none or if one of them is not accepted. */
    private static <T> Optional<List<T>> list(String text, Function<String, Optional<T>> reader) {
        var parts = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        var values = parts.stream().map(reader).flatMap(Optional::stream).toList();
        return Optional.of(values).filter(all -> !all.isEmpty() && all.size() == parts.size());
    }

    /** Names of other models, each with the emulated one that it stands for, separated by commas. */
    public static SettingType<Map<String, String>> modelAliases() {
        return new SettingType<>(
                "NAMES",
                "at least one NAME=MODEL, several separated by commas; a NAME has 1 to 128 printable characters without"
                        + " comma or =, and MODEL is one of " + String.join(", ", Models.names()),
                text -> list(text, SettingType::modelAlias)
                        .filter(pairs ->
                                pairs.stream().map(Map.Entry::getKey).distinct().count() == pairs.size())
                        .map(pairs ->
                                pairs.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }

    private static Optional<Map.Entry<String, String>> modelAlias(String pair) {
        var parts = pair.split("=", -1);
        return parts.length == 2
                        && parts[0].strip().matches("\\P{C}{1,128}")
                        && Models.names().contains(parts[1].strip())
                ? Optional.of(Map.entry(parts[0].strip(), parts[1].strip()))
                : Optional.empty();
    }

    /** The certificates of authorities, in a file. */
    public static SettingType<List<X509Certificate>> certificates() {
        return new SettingType<>("FILE", "a file that can be read, of certificates in PEM form", Certificates::read);
    }

    private static Optional<BigDecimal> decimal(String text, String least, String most) {
        var value = new BigDecimal(text);
        return Optional.of(value)
                .filter(any -> any.compareTo(new BigDecimal(least)) >= 0 && any.compareTo(new BigDecimal(most)) <= 0);
    }
}
