package dev.llmemulator.load.settings;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How an answer comes to its user. */
public enum Transport {
    /** Published by Centrifugo, over a WebSocket. */
    WEBSOCKET,
    /** Published by Centrifugo, as the lines of one long response; commands go by requests of their own. */
    HTTP_STREAM,
    /** The same as server-sent events. */
    CENTRIFUGO_SSE,
    /** Straight from the emulator, as the event stream of a chat completion. */
    SSE;

    static final List<String> LABELS =
            Arrays.stream(values()).map(Transport::label).toList();

    private static final String WEBSOCKET_PATH = "/connection/websocket";
    private static final String EMULATION_PATH = "/emulation";

    /** Its name in settings and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Transport of(String label) {
        return values()[LABELS.indexOf(label)];
    }

    /** True if it imitates a WebSocket by HTTP, which Centrifugo calls emulation. */
    public boolean isEmulated() {
        return this == HTTP_STREAM || this == CENTRIFUGO_SSE;
    }

    private String path() {
        return this == CENTRIFUGO_SSE ? "/connection/sse" : "/connection/http_stream";
    }

    /** Where its users connect to, of a Centrifugo whose WebSocket is here; null if the path does not tell. */
    public @Nullable URI streamUrl(URI webSocketUrl) {
        return with(path(), WEBSOCKET_PATH, URI.create(webSocketUrl.toString().replaceFirst("^ws", "http")));
    }

    /** Where its users send commands to, of a Centrifugo that they connect to here; null if the path does not tell. */
    public @Nullable URI emulationUrl(URI streamUrl) {
        return with(EMULATION_PATH, path(), streamUrl);
    }

    private static @Nullable URI with(String path, String inPlaceOf, URI url) {
        var text = url.toString();
        var at = text.lastIndexOf(inPlaceOf);
        var end = at + inPlaceOf.length();
        var isEnd = end == text.length() || (at >= 0 && "?#".indexOf(text.charAt(end)) >= 0);
        return at < 0 || !isEnd ? null : URI.create(text.substring(0, at) + path + text.substring(end));
    }
}
