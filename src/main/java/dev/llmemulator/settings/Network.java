package dev.llmemulator.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address or a network of them, such as {@code 10.0.0.0/8}.
 *
 * @param text as it was given
 * @param bytes of an address: 4 or 16
 * @param host how many bits at the end of an address do not count
 * @param prefix the bits that do
 */
public record Network(String text, int bytes, int host, BigInteger prefix) {
    // Java asks a name server for 999.1.1.1 and for .1:2.
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("(?=[^.])[0-9A-Fa-f:.]{0,45}:[0-9A-Fa-f:.]{0,45}");
    private static final Pattern CIDR = Pattern.compile("(?<address>[^/]+)(/(?<bits>\\d{1,3}))?");

    /** Reads an address or a network in the notation of CIDR. */
    static Optional<Network> read(String text) {
        var parts = CIDR.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return address(parts.group("address"))
                .map(InetAddress::getAddress)
                .map(address -> {
                    var all = address.length * Byte.SIZE;
                    var host = parts.group("bits") == null ? 0 : all - Integer.parseInt(parts.group("bits"));
                    return new Network(text, address.length, host, new BigInteger(1, address).shiftRight(host));
                })
                .filter(network -> network.host >= 0);
    }

    /** The address that a text writes out; nothing if it is anything else. Never asks a name server. */
    public static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        var given = address.getAddress();
        return given.length == bytes
                && new BigInteger(1, given).shiftRight(host).equals(prefix);
    }

    @Override
    public String toString() {
        return text;
    }
}
