package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.settings.EmulatorSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static String of(String header, String trusted, String connection, List<String> values) throws Exception {
        var settings = EmulatorSettings.from(Map.of(
                        "CENTRIFUGO_HTTP_API_KEY", "key", "TRUSTED_PROXIES", trusted, "CLIENT_ADDRESS_HEADER", header))
                .access();
        return new ClientAddress(settings.trustedProxies(), settings.addressHeader())
                .of(InetAddress.getByName(connection), values);
    }

    /** Trusted | address of the connection | what the header says, a line of it after each ; | the client. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                       | 10.0.0.1    | 1.2.3.4                       | 10.0.0.1
            10.0.0.0/8               | 11.0.0.1    | 1.2.3.4                       | 11.0.0.1
            10.0.0.0/8               | 10.9.9.9    | 1.2.3.4                       | 1.2.3.4
            10.0.0.0/8               | 10.9.9.9    | ''                            | 10.9.9.9
            10.0.0.0/8               | 10.9.9.9    | 6.6.6.6, 1.2.3.4              | 1.2.3.4
            10.0.0.0/8               | 10.9.9.9    | 6.6.6.6;1.2.3.4               | 1.2.3.4
            10.0.0.0/8               | 10.9.9.9    | 1.2.3.4, 10.1.1.1             | 1.2.3.4
            10.0.0.0/8               | 10.9.9.9    | 10.2.2.2, 10.1.1.1            | 10.2.2.2
            10.0.0.0/8               | 10.9.9.9    | 1.2.3.4, nonsense             | 10.9.9.9
            10.0.0.0/8               | 10.9.9.9    | localhost                     | 10.9.9.9
            10.0.0.0/8               | 10.9.9.9    | 1.2.3.4, 010.0.0.1            | 10.9.9.9
            10.0.0.0/8               | 10.9.9.9    | 1.2.3.4, 999.0.0.1            | 10.9.9.9
            10.0.0.0/8               | 10.9.9.9    | 1.2.3.4, .1:2                 | 10.9.9.9
            10.0.0.0/8               | 10.9.9.9    | abc.de                        | 10.9.9.9
            10.0.0.0/8               | 10.9.9.9    | 1.2.3.4:567                   | 1.2.3.4
            10.0.0.7                 | 10.0.0.7    | 1.2.3.4                       | 1.2.3.4
            10.0.0.7                 | 10.0.0.8    | 1.2.3.4                       | 10.0.0.8
            0.0.0.0/0                | 10.0.0.8    | 1.2.3.4                       | 1.2.3.4
            fd00::/8,10.0.0.0/12     | 10.15.0.0   | [2001:db8:1:2:3:4:5:6]:7      | 2001:db8:1:2:0:0:0:0/64
            fd00::/8                 | fd12::1     | 2001:db8:1:2::9               | 2001:db8:1:2:0:0:0:0/64
            fd00::/8                 | fe12::1     | 1.2.3.4                       | fe12:0:0:0:0:0:0:0/64
            10.0.0.0/8               | 10.9.9.9    | ::ffff:1.2.3.4                | 1.2.3.4
            """)
    void of_forwardedFor_isTheLastThatIsNoTrustedProxy(String trusted, String connection, String header, String client)
            throws Exception {
        assertThat(of("X-Forwarded-For", trusted, connection, List.of(header.split(";", -1))))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            for=1.2.3.4                                       | 1.2.3.4
            for=6.6.6.6, proto=https;FOR="1.2.3.4:5";by=x     | 1.2.3.4
            for="[2001:db8:1:2::9]:80"                        | 2001:db8:1:2:0:0:0:0/64
            for=unknown                                       | 10.9.9.9
            for=_hidden                                       | 10.9.9.9
            1.2.3.4                                           | 10.9.9.9
            """)
    void of_forwarded_isReadAsRfc7239Says(String header, String client) throws Exception {
        assertThat(of("Forwarded", "10.0.0.0/8", "10.9.9.9", List.of(header))).isEqualTo(client);
    }
}
