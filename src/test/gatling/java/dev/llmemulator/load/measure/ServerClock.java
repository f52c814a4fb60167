package dev.llmemulator.load.measure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How times that servers stamp compare with ours. */
public interface ServerClock {
    /** The clock of servers on this machine. */
    ServerClock OURS = instance -> ClockOffset.NONE;

    /** A clock of which nothing is known. */
    ServerClock UNKNOWN = instance -> null;

    /** The present offset of the emulator with this name; null if it is not known. */
    @Nullable
    ClockOffset offset(String instance);

    /** Whether the servers read our own clock, so that their times can be compared as they are. */
    default boolean isOurs() {
        return this == OURS;
    }

    default Map<String, ClockOffset> offsets() {
        return Map.of();
    }

    /** The same where tokens do not say which emulator stamped them, which is certain only if there is one. */
    static ServerClock ofTheOnly(ServerClock clock) {
        return new ServerClock() {
            @Override
            public @Nullable ClockOffset offset(String instance) {
                var all = clock.offsets();
                return all.size() == 1 ? all.values().iterator().next() : null;
            }

            @Override
            public Map<String, ClockOffset> offsets() {
                return clock.offsets();
            }

            @Override
            public String trouble() {
                return clock.trouble();
            }
        };
    }

    /** Why no offset is known; empty if there is nothing to explain. */
    default String trouble() {
        return "";
    }
}
