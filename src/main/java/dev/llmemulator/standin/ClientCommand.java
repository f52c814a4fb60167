package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.llmemulator.standin.CloseReason.Terminated;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line that a client sent: {@code {"id":2,"subscribe":{…}}}.
 *
 * @param id number chosen by the client; 0 for none
 * @param requests one request under its name; none in a pong
 */
record ClientCommand(long id, @JsonAnySetter Map<String, @Nullable Request> requests) {
    private static final long MAX_ID = 0xffff_ffffL;

    ClientCommand {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("an id is out of range");
        }
    }

    /**
     * A client's request; each kind of command uses some of these fields.
     *
     * @param recover whether subscribe asks for what was published after the position
     * @param limit most publications to return; 0 asks for the top only, negative for all
     * @param since where history starts; null for all that is kept
     * @param reverse whether history returns the newest first
     */
    record Request(
            String channel,
            String token,
            boolean recover,
            String epoch,
            long offset,
            int limit,
            @Nullable Position since,
            boolean reverse) {
        Request {
            if (offset < 0) {
                throw new IllegalArgumentException("an offset is negative");
            }
        }

        /** The channel's name, without which a command breaks the protocol. */
        String requireChannel() throws Terminated {
            return require(channel);
        }

        /** The JWT, without which a command breaks the protocol. */
        String requireToken() throws Terminated {
            return require(token);
        }

        private static String require(String text) throws Terminated {
            if (text.isEmpty()) {
                throw new Terminated(CloseReason.BAD_REQUEST);
            }
            return text;
        }
    }

    /** Reads a line; what follows the object on its line is ignored. */
    static ClientCommand parse(String line) throws Terminated {
        try {
            var command = Json.read(line, ClientCommand.class);
            if (command != null) {
                return command;
            }
        } catch (JsonProcessingException e) {
            // Answered like null.
        }
        throw new Terminated(CloseReason.BAD_REQUEST);
    }
}
