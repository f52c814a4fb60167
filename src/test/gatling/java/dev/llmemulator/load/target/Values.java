package dev.llmemulator.load.target;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the templates of a profile are filled with, for one answer of one user. Not for several threads. */
public final class Values {
    private final Map<String, String> shared;
    private final Map<String, String> ofUser;
    private final Map<String, String> own = new HashMap<>();

    /**
     * The values of an answer that begins.
     *
     * @param shared the same for all users
     * @param ofUser lives on over the answers of this user
     */
    public Values(Map<String, String> shared, Map<String, String> ofUser) {
        this.shared = shared;
        this.ofUser = ofUser;
    }

    public void set(String name, String value) {
        own.put(name, value);
    }

    /** Sets a value that this user's next answers have, too. */
    public void setOfUser(String name, String value) {
        ofUser.put(name, value);
    }

    /** The value of a name; null if there is none, or none yet. */
    public @Nullable String get(String name) {
        if (name.equals("uuid")) {
            return UUID.randomUUID().toString();
        }
        var value = own.get(name);
        if (value == null) {
            value = ofUser.get(name);
        }
        return value == null ? shared.get(name) : value;
    }
}
