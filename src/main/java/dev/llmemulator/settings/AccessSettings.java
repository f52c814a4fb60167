package dev.llmemulator.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask, and how much.
 *
 * @param apiKeysFile the API keys that may ask; null if there are none
 * @param jwts the JWTs whose bearers may ask; null if none may
 * @param trustedProxies addresses and networks whose word counts for the address of a client
 * @param addressHeader the header in which they tell it
 * @param allowedHosts what a request may have in its header {@code Host}, in lower case; empty for anything
 */
public record AccessSettings(
        @Nullable Path apiKeysFile,
        @Nullable JwtSettings jwts,
        ClientLimitSettings limits,
        List<Network> trustedProxies,
        String addressHeader,
        List<String> allowedHosts) {
    /**
     * What each client may do at most; null is no limit.
     *
     * @param questions in a second
     * @param answers at once
     * @param tokens in a second
     */
    public record ClientLimitSettings(
            @Nullable Double questions,
            @Nullable Integer answers,
            @Nullable Integer tokens) {
        public boolean isOn() {
            return questions != null || answers != null || tokens != null;
        }
    }

    /**
     * Which JWTs are accepted, and what their bearers may do.
     *
     * @param secret of HS256; null to accept none that is signed with it
     * @param jwksUrl where the public keys of RS256 and ES256 are; null to accept none that is signed with them
     */
    public record JwtSettings(
            @Nullable String secret,
            @Nullable URI jwksUrl,
            @Nullable String issuer,
            @Nullable String audience,
            Duration clockSkew,
            SessionPattern sessions) {
        static @Nullable JwtSettings from(SettingValues values) {
            var secret = values.find(EmulatorOptions.JWT_SECRET).orElse(null);
            var jwksUrl = values.find(EmulatorOptions.JWT_JWKS_URL).orElse(null);
            if (secret == null && jwksUrl == null) {
                values.needs(
                        EmulatorOptions.JWT_SECRET,
                        EmulatorOptions.JWT_ISSUER,
                        EmulatorOptions.JWT_AUDIENCE,
                        EmulatorOptions.JWT_CLOCK_SKEW,
                        EmulatorOptions.JWT_SESSIONS);
                return null;
            }
            return new JwtSettings(
                    secret,
                    jwksUrl,
                    values.find(EmulatorOptions.JWT_ISSUER).orElse(null),
                    values.find(EmulatorOptions.JWT_AUDIENCE).orElse(null),
                    values.get(EmulatorOptions.JWT_CLOCK_SKEW),
                    values.get(EmulatorOptions.JWT_SESSIONS));
        }

        /** All settings but the secret. */
        @Override
        public String toString() {
            return "JwtSettings[hs256=%s, jwksUrl=%s, issuer=%s, audience=%s, clockSkew=%s, sessions=%s]"
                    .formatted(
                            secret != null,
                            jwksUrl == null ? null : Urls.withoutSecrets(jwksUrl.toString()),
                            issuer,
                            audience,
                            clockSkew,
                            sessions);
        }
    }

    static AccessSettings from(SettingValues values) {
        return new AccessSettings(
                values.find(EmulatorOptions.API_KEYS_FILE).orElse(null),
                JwtSettings.from(values),
                new ClientLimitSettings(
                        values.find(EmulatorOptions.CLIENT_QUESTIONS).orElse(null),
                        values.find(EmulatorOptions.CLIENT_ANSWERS).orElse(null),
                        values.find(EmulatorOptions.CLIENT_TOKENS).orElse(null)),
                values.find(EmulatorOptions.TRUSTED_PROXIES).orElse(List.of()),
                values.get(EmulatorOptions.CLIENT_ADDRESS_HEADER),
                values.find(EmulatorOptions.ALLOWED_HOSTS).orElse(List.of()));
    }

    /** Whether callers have to say who they are. */
    public boolean isOn() {
        return apiKeysFile != null || jwts != null;
    }
}
