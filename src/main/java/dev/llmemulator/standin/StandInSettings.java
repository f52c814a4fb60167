package dev.llmemulator.standin;

import java.time.Duration;
import java.util.Objects;

/**
 * What a stand-in is started with. Names and defaults are Centrifugo's own, so that a behaviour means the same on both.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes any free one
 * @param apiKey key that callers of the HTTP API send as X-API-Key
 * @param tokenHmacSecret secret with which connection and subscription tokens are signed (HS256)
 * @param client limits of one WebSocket connection
 * @param history how much of a channel is kept for recovery
 * @param publishCost how much later the reply to each publish or batch request goes out; imitates a slower broker
 */
public record StandInSettings(
        String host,
        int port,
        String apiKey,
        String tokenHmacSecret,
        ClientLimits client,
        HistoryLimits history,
        Duration publishCost) {
    public StandInSettings {
        Objects.requireNonNull(host, "host");
        requireText("apiKey", apiKey);
        requireText("tokenHmacSecret", tokenHmacSecret);
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(history, "history");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", must be 0 to 65535");
        }
        if (publishCost.isNegative()) {
            throw new IllegalArgumentException("publishCost is " + publishCost + ", must not be negative");
        }
    }

    /** Loopback, any free port, Centrifugo's defaults. */
    public static StandInSettings of(String apiKey, String tokenHmacSecret) {
        return new StandInSettings(
                "127.0.0.1",
                0,
                apiKey,
                tokenHmacSecret,
                ClientLimits.defaults(),
                HistoryLimits.defaults(),
                Duration.ZERO);
    }

    public StandInSettings withAddress(String newHost, int newPort) {
        return new StandInSettings(newHost, newPort, apiKey, tokenHmacSecret, client, history, publishCost);
    }

    public StandInSettings withClient(ClientLimits newClient) {
        return new StandInSettings(host, port, apiKey, tokenHmacSecret, newClient, history, publishCost);
    }

    public StandInSettings withHistory(HistoryLimits newHistory) {
        return new StandInSettings(host, port, apiKey, tokenHmacSecret, client, newHistory, publishCost);
    }

    public StandInSettings withPublishCost(Duration newPublishCost) {
        return new StandInSettings(host, port, apiKey, tokenHmacSecret, client, history, newPublishCost);
    }

    /** Everything but the two secrets. */
    @Override
    public String toString() {
        return "StandInSettings[host=" + host + ", port=" + port + ", client=" + client + ", history=" + history
                + ", publishCost=" + publishCost + "]";
    }

    private static void requireText(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty, must not be");
        }
    }
}
