package dev.llmemulator.standin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command of the HTTP API, alone or in a batch. */
sealed interface ApiCommand {
    /** What the command is called in a path and in a batch. */
    String method();

    /**
     * A message for one channel.
     *
     * @param channel where to; empty when the caller named none
     * @param data JSON text without line breaks; empty when the caller sent none
     * @param skipHistory whether the message is pushed without an offset and not kept
     * @param version number that must be above the channel's last one, or the message is dropped; 0 for none
     * @param versionEpoch what the version is counted in; empty for any
     */
    record Publish(String channel, String data, boolean skipHistory, long version, String versionEpoch)
            implements ApiCommand {
        @Override
        public String method() {
            return "publish";
        }

        /** The same message for another channel. */
        Publish to(String target) {
            return new Publish(target, data, skipHistory, version, versionEpoch);
        }
    }

    /** One message for several channels. */
    record Broadcast(List<String> channels, Publish message) implements ApiCommand {
        @Override
        public String method() {
            return "broadcast";
        }
    }

    /**
     * A wish to read what a channel keeps.
     *
     * @param channel whose history; empty when the caller named none
     * @param limit how many publications; 0 asks for the top only, negative for all
     * @param since read beyond this position; null for all that is kept
     * @param reverse newest first
     */
    record History(String channel, int limit, @Nullable Position since, boolean reverse) implements ApiCommand {
        @Override
        public String method() {
            return "history";
        }
    }

    /** A question about the server. */
    record Info() implements ApiCommand {
        @Override
        public String method() {
            return "info";
        }
    }

    /** A command that the stand-in does not know. */
    record Unknown() implements ApiCommand {
        @Override
        public String method() {
            return "unknown";
        }
    }

    /** Null in the place of a command. */
    record Missing() implements ApiCommand {
        @Override
        public String method() {
            return "missing";
        }
    }
}
