package dev.llmemulator.http;

import dev.llmemulator.settings.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of a client: that of the connection, or what trusted proxies say of it. Each proxy adds whom it
 * heard at the end, so the last address that is none of theirs is the client's; what stands before it anybody can write.
 *
 * @param header {@code X-Forwarded-For} or {@code Forwarded}
 */
record ClientAddress(List<Network> trusted, String header) {
    private static final Pattern FORWARDED_FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(\"[^\"]*\"|[^;\\s\"]*)");
    private static final Pattern WITH_PORT = Pattern.compile("\\[(?<six>[^]]*)](:\\d+)?|(?<four>[0-9.]+)(:\\d+)?");

    /** An IPv4 address, or the network of 64 bits of an IPv6 address, because whoever has one of these has all. */
    String of(Request request) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
            return "unknown";
        }
        return of(remote.getAddress(), request.getHeaders().getValuesList(header));
    }

    /** The same for the address of a connection and all values of the header, in their order. */
    String of(InetAddress connection, List<String> values) {
        var address = connection;
        if (!trusted.isEmpty()) {
            var hops = String.join(",", values).split(",", -1);
            for (var i = hops.length - 1; i >= 0 && isTrusted(address); i--) {
                var before = read(hops[i]);
                if (before == null) {
                    break;
                }
                address = before;
            }
        }
        return text(address);
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    private @Nullable InetAddress read(String hop) {
        var text = hop.strip();
        if (header.equals("Forwarded")) {
            var pair = FORWARDED_FOR.matcher(text);
            text = pair.find() ? pair.group(1).replace("\"", "") : "";
        }
        var parts = WITH_PORT.matcher(text);
        if (parts.matches()) {
            text = parts.group("six") == null ? parts.group("four") : parts.group("six");
        }
        return Network.address(text).orElse(null);
    }

    private static String text(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOf(Arrays.copyOf(bytes, 8), 16))
                            .getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address of 16 bytes is one", e);
        }
    }
}
