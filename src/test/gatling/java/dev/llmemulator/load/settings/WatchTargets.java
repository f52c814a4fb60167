package dev.llmemulator.load.settings;

import dev.llmemulator.load.settings.WatchTarget.Kind;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.Setting;
import dev.llmemulator.settings.SettingValues;
import dev.llmemulator.settings.Urls;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts of a cluster that a run watches; none where it watches nothing. */
public record WatchTargets(List<WatchTarget> list) {
    public static final WatchTargets NONE = new WatchTargets(List.of());

    static final String ACCEPTS = "none, or parts with their addresses, separated by commas:"
            + " centrifugo=http://host:port/metrics, haproxy=http://host:port/metrics, emulator=http://host:port,"
            + " redis=redis://:password@host:port";

    private static final String NO_PART = "none";
    private static final int MOST_PARTS = 64;
    private static final List<String> WEB = List.of("http", "https");
    private static final List<String> REDIS = List.of("redis", "rediss");

    static WatchTargets from(SettingValues values, Target target) {
        var password = values.find(LoadOptions.REDIS_PASSWORD).orElse(null);
        var given = values.find(LoadOptions.WATCH).orElse(null);
        if (given != null) {
            return parse(String.valueOf(values.nameOf(LoadOptions.WATCH)), given, password);
        }
        // Behind an address of another machine, the ports of this one are somebody else's.
        return target.name().equals(Target.CLUSTER) && target.onThisMachine() ? ofCluster(values, password) : NONE;
    }

    private static WatchTargets ofCluster(SettingValues values, @Nullable String password) {
        return new WatchTargets(List.of(
                metrics(Kind.EMULATOR, "emulator1", values, LoadOptions.EMULATOR1_PORT, ""),
                metrics(Kind.EMULATOR, "emulator2", values, LoadOptions.EMULATOR2_PORT, ""),
                metrics(Kind.HAPROXY, "haproxy", values, LoadOptions.STATS_PORT, "/metrics"),
                metrics(Kind.CENTRIFUGO, "centrifugo1", values, LoadOptions.CENTRIFUGO1_PORT, "/metrics"),
                metrics(Kind.CENTRIFUGO, "centrifugo2", values, LoadOptions.CENTRIFUGO2_PORT, "/metrics"),
                new WatchTarget(
                        Kind.REDIS,
                        "redis",
                        ServerUrl.of(URI.create("redis://127.0.0.1:" + values.get(LoadOptions.REDIS_PORT))),
                        null,
                        password)));
    }

    private static WatchTarget metrics(
            Kind kind, String name, SettingValues values, Setting<Integer> port, String path) {
        var url = URI.create("http://127.0.0.1:" + values.get(port) + path);
        return new WatchTarget(kind, name, ServerUrl.of(url), null, null);
    }

    /** Reads {@code part=URL} pairs. A Redis whose URL has no password gets this one. */
    static WatchTargets parse(String setting, String text, @Nullable String password) {
        if (text.equals(NO_PART)) {
            return NONE;
        }
        var parts = new ArrayList<WatchTarget>();
        for (var each : text.split(",", -1)) {
            parts.add(part(each.strip(), password)
                    // Its text may hold a password.
                    .orElseThrow(() -> new InvalidSettingException(
                            "Setting %s: part %d of it cannot be read. It must be %s. In a password, write %%2C for a comma and %%40 for @."
                                    .formatted(setting, parts.size() + 1, ACCEPTS))));
        }
        if (parts.size() > MOST_PARTS) {
            throw new InvalidSettingException("Setting %s has %d parts, but at most %d can be watched."
                    .formatted(setting, parts.size(), MOST_PARTS));
        }
        return new WatchTargets(numbered(parts));
    }

    private static Optional<WatchTarget> part(String text, @Nullable String password) {
        var pair = text.split("=", 2);
        var kind = Arrays.stream(Kind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(pair[0].strip()))
                .findFirst();
        return kind.isEmpty() || pair.length < 2
                ? Optional.empty()
                : Urls.read(pair[1].strip(), kind.get() == Kind.REDIS ? REDIS : WEB)
                        .map(url -> kind.get() == Kind.REDIS ? redis(url, password) : metrics(kind.get(), url));
    }

    private static WatchTarget metrics(Kind kind, URI url) {
        var path = url.getRawPath();
        if (kind == Kind.EMULATOR) {
            return new WatchTarget(
                    kind, "", ServerUrl.of(URI.create(url.toString().replaceFirst("/metrics$", ""))), null, null);
        }
        var isBare = (path.isEmpty() || path.equals("/")) && url.getRawQuery() == null;
        return new WatchTarget(
                kind,
                "",
                ServerUrl.of(isBare ? URI.create(url.toString().replaceFirst("/?$", "/metrics")) : url),
                null,
                null);
    }

    private static WatchTarget redis(URI url, @Nullable String password) {
        var user = url.getRawUserInfo();
        var server = new ServerUrl(URI.create(url.toString().replaceFirst("//[^/?#]*@", "//")), null);
        if (user == null) {
            return new WatchTarget(Kind.REDIS, "", server, null, password);
        }
        var pair = user.split(":", 2);
        return new WatchTarget(
                Kind.REDIS,
                "",
                server,
                pair[0].isEmpty() ? null : decoded(pair[0]),
                pair.length < 2 ? password : decoded(pair[1]));
    }

    // URLDecoder reads a form, where a plus is a space.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static List<WatchTarget> numbered(List<WatchTarget> parts) {
        var ofKind = parts.stream().collect(Collectors.groupingBy(WatchTarget::kind, Collectors.counting()));
        var next = new EnumMap<Kind, Integer>(Kind.class);
        return parts.stream()
                .map(each -> {
                    var number = next.merge(each.kind(), 1, Integer::sum);
                    var name = each.kind().name().toLowerCase(Locale.ROOT)
                            + (ofKind.getOrDefault(each.kind(), 0L) > 1 ? number : "");
                    return new WatchTarget(each.kind(), name, each.server(), each.user(), each.password());
                })
                .toList();
    }
}
