package dev.llmemulator.load.measure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the times that servers stamp are to be compared with ours. */
public interface ServerClock {
    /** True if it is our own clock, so that nothing has to be known of it. */
    boolean isOurs();

    /** The offset of the emulator with this name, as of now; null if it is not known. */
    @Nullable
    ClockOffset offset(String instance);

    /** All offsets that are known, by emulator. */
    Map<String, ClockOffset> offsets();

    /** Why none is known; empty if there is nothing to explain. */
    String trouble();

    /** Servers on this machine read the clock that we read. */
    ServerClock OURS = new ServerClock() {
        @Override
        public boolean isOurs() {
            return true;
        }

        @Override
        public ClockOffset offset(String instance) {
            return ClockOffset.NONE;
        }

        @Override
        public Map<String, ClockOffset> offsets() {
            return Map.of();
        }

        @Override
        public String trouble() {
            return "";
        }
    };
}
