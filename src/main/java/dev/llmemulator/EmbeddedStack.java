package dev.llmemulator;

import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * An emulator and a stand-in for Centrifugo in this JVM: the target of a first run. The emulator publishes over
 * loopback HTTP, as to the real server. Each start makes new secrets.
 */
public final class EmbeddedStack implements AutoCloseable {
    private static final int SECRET_BYTES = 32;

    private final StandIn standIn;
    private final Emulator emulator;
    private final String apiKey;
    private final String tokenHmacSecret;

    private EmbeddedStack(StandIn standIn, Emulator emulator, String apiKey, String tokenHmacSecret) {
        this.standIn = standIn;
        this.emulator = emulator;
        this.apiKey = apiKey;
        this.tokenHmacSecret = tokenHmacSecret;
    }

    /** Starts both on one host, on free ports unless {@code PORT} is set; adds the stand-in's address and key. */
    public static EmbeddedStack start(Map<String, String> settings) {
        var tokenHmacSecret = secret();
        var values = new HashMap<>(settings);
        values.putIfAbsent("PORT", "0");
        // Read before the stand-in is there, so that a bad setting starts nothing.
        values.put("CENTRIFUGO_HTTP_API_KEY", secret());
        values.put("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", tokenHmacSecret);
        values.remove("CENTRIFUGO_API_URLS");
        values.remove("CENTRIFUGO_CA_FILE");
        values.remove("DEMO_WS_URL");
        var before = EmulatorSettings.from(values);
        var standIn = StandIn.start(StandInSettings.of(before.publish().apiKey(), tokenHmacSecret)
                .withHost(before.http().host()));
        try {
            values.put("CENTRIFUGO_API_URLS", standIn.apiUrl().toString());
            values.put("DEMO_WS_URL", standIn.webSocketUrl().toString());
            if (!before.access().isOn()) {
                values.putIfAbsent("DEMO_PAGE", "true");
            }
            var emulator = Emulator.start(EmulatorSettings.from(values));
            return new EmbeddedStack(standIn, emulator, before.publish().apiKey(), tokenHmacSecret);
        } catch (RuntimeException e) {
            standIn.close();
            throw e;
        }
    }

    public URI httpUrl() {
        return emulator.url();
    }

    /** Whether {@link #httpUrl} is a page to watch an answer. */
    public boolean hasPage() {
        return emulator.hasPage();
    }

    public URI webSocketUrl() {
        return standIn.webSocketUrl();
    }

    /** The address of the stand-in's HTTP API, without {@code /api}. */
    public URI apiUrl() {
        return standIn.apiUrl();
    }

    /** What callers of the HTTP API send as X-API-Key. */
    public String apiKey() {
        return apiKey;
    }

    /** The secret that signs the JWTs of connections and subscriptions. */
    public String tokenHmacSecret() {
        return tokenHmacSecret;
    }

    @Override
    public void close() {
        Shutdown.inOrder(emulator::close, standIn::close);
    }

    private static String secret() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
