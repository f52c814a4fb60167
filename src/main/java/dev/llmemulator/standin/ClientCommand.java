package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.llmemulator.standin.History.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line that a client sent: {@code {"id":2,"subscribe":{…}}}. A pong has neither id nor request. */
record ClientCommand(long id, @JsonAnySetter Map<String, @Nullable Request> requests) {
    private static final long MAX_ID = 0xffff_ffffL;

    ClientCommand {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("an id is out of range");
        }
    }

    /** A client's request; each kind of command uses some of these fields, as in {@link ApiRequest}. */
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
    }
}
