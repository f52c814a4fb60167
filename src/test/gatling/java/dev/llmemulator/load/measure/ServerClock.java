package dev.llmemulator.load.measure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How times that servers stamp compare with ours. */
public interface ServerClock {
    /** Whether the servers read our own clock, so that their times can be compared as they are. */
    boolean isOurs();

    /** The present offset of the emulator with this name; null if it is not known. */
    @Nullable
    ClockOffset offset(String instance);

    /** All known offsets, by emulator. */
    Map<String, ClockOffset> offsets();

    /** Why no offset is known; empty if there is nothing to explain. */
    String trouble();

    /** The clock of servers on this machine. */
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
