package dev.llmemulator.load.settings;

import java.net.URI;
import java.util.Locale;

/** What the load is aimed at. */
public sealed interface Target {
    /** The name under which the target is chosen and reported. */
    String name();

    /** True where the servers are known to read the same clock as this process. */
    boolean onThisMachine();

    /** An emulator and a stand-in of Centrifugo that the run starts in its own process. */
    record Embedded() implements Target {
        @Override
        public String name() {
            return "embedded";
        }

        @Override
        public boolean onThisMachine() {
            return true;
        }
    }

    /** Servers that are already running. The secret signs the users' tokens; it is never printed. */
    record Remote(String name, URI httpUrl, URI webSocketUrl, String tokenHmacSecret) implements Target {
        @Override
        public boolean onThisMachine() {
            return isLoopback(httpUrl) && isLoopback(webSocketUrl);
        }

        // By name only: a look-up could block, and what a name server says about "localhost" is no proof either.
        private static boolean isLoopback(URI url) {
            var host = url.getHost().toLowerCase(Locale.ROOT);
            return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
        }

        @Override
        public String toString() {
            return name + "[" + httpUrl + ", " + webSocketUrl + "]";
        }
    }
}
