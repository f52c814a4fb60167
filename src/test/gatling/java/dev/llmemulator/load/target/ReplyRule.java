package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the reply to a question tells. A pointer is null where it does not tell that. */
public record ReplyRule(
        Comes comes,
        @Nullable JsonPointer channel,
        @Nullable JsonPointer text,
        @Nullable JsonPointer tokens,
        @Nullable JsonPointer sha256,
        Map<String, JsonPointer> save,
        @Nullable ErrorRule error) {
    /** When the reply comes. */
    public enum Comes {
        END,
        AT_ONCE,
        /** Nobody waits for it, and only its status counts. */
        UNREAD
    }

    /** True if its body has to be read. */
    public boolean isRead() {
        return channel != null || text != null || tokens != null || sha256 != null || error != null || !save.isEmpty();
    }
}
