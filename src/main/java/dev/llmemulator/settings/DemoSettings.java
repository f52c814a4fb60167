package dev.llmemulator.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the demo page needs to know of Centrifugo.
 *
 * @param tokenSecret the secret that Centrifugo checks the JWTs of browsers with, by HS256
 * @param webSocketUrl where browsers reach it; the addresses of its other transports follow from this one
 */
public record DemoSettings(String tokenSecret, URI webSocketUrl) {
    static @Nullable DemoSettings from(SettingValues values) {
        if (!values.get(EmulatorOptions.DEMO_PAGE)) {
            return null;
        }
        if (AccessSettings.from(values).isOn()) {
            throw values.refuse(
                    EmulatorOptions.DEMO_PAGE,
                    "false where API_KEYS_FILE, JWT_SECRET or JWT_JWKS_URL is set, because the page has no key");
        }
        var url = values.get(EmulatorOptions.DEMO_WS_URL);
        if (!url.getRawPath().endsWith("/connection/websocket") || url.getRawUserInfo() != null) {
            throw values.refuse(
                    EmulatorOptions.DEMO_WS_URL,
                    "an address like ws://host:port/connection/websocket, without user name or password");
        }
        return new DemoSettings(values.get(EmulatorOptions.TOKEN_SECRET), url);
    }

    /** All settings but the secret. */
    @Override
    public String toString() {
        return "DemoSettings[webSocketUrl=%s]".formatted(webSocketUrl);
    }
}
