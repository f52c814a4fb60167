package dev.llmemulator.load.protocol;

import dev.llmemulator.settings.Urls;
import io.gatling.javaapi.http.HttpDsl;
import io.gatling.javaapi.http.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The HTTP proxy that the environment names for a server, as curl and others understand it. Loopback needs none. */
final class Proxies {
    private static final int USUAL_PORT = 3128;

    private Proxies() {}

    static Optional<Proxy> of(URI server, Map<String, String> environment) {
        return url(server, environment).map(Proxies::proxy);
    }

    static Optional<URI> url(URI server, Map<String, String> environment) {
        var secure = List.of("https", "wss").contains(server.getScheme());
        if (Urls.isLoopback(server.getHost()) || isExempt(server.getHost(), variable("no_proxy", environment))) {
            return Optional.empty();
        }
        return Stream.of(secure ? "https_proxy" : "http_proxy", "all_proxy")
                .map(name -> variable(name, environment))
                .filter(value -> value.matches("(http://)?[^/ ]+/?"))
                .map(value -> URI.create(value.startsWith("http://") ? value : "http://" + value))
                .filter(url -> url.getHost() != null)
                .findFirst();
    }

    private static String variable(String name, Map<String, String> environment) {
        return environment
                .getOrDefault(name, environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""))
                .strip();
    }

    private static boolean isExempt(String host, String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> each.replaceFirst("^\\*?\\.", ""))
                .anyMatch(each -> each.equals("*") || host.equals(each) || host.endsWith("." + each));
    }

    private static Proxy proxy(URI url) {
        var proxy = HttpDsl.Proxy(url.getHost(), url.getPort() < 0 ? USUAL_PORT : url.getPort());
        var user = url.getUserInfo();
        if (user == null) {
            return proxy;
        }
        var parts = user.split(":", 2);
        return proxy.credentials(parts[0], parts.length > 1 ? parts[1] : "");
    }
}
