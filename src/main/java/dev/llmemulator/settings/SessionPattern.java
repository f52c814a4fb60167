package dev.llmemulator.settings;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions belong to the bearer of a JWT: a text around the value of a claim, and perhaps anything behind it.
 *
 * @param claim the claim's name; null if the sessions do not depend on the bearer
 * @param open whether anything may follow
 */
public record SessionPattern(String before, @Nullable String claim, String after, boolean open) {
    static final String ACCEPTS =
            "* or a pattern like {sub}, chat-{sub} or {sub}_* with at most one claim in braces; between"
                    + " } and * there must be a text, or one bearer's sessions could be those of another";

    private static final Pattern SYNTAX = Pattern.compile("(?<before>[A-Za-z0-9_-]{0,64})"
            + "(\\{(?<claim>[^{}\\s]{1,128})}(?<after>[A-Za-z0-9_-]{0,64}))?(?<open>\\*?)");

    static Optional<SessionPattern> read(String text) {
        var parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var claim = parts.group("claim");
        var after = claim == null ? "" : parts.group("after");
        var open = !parts.group("open").isEmpty();
        return Optional.of(new SessionPattern(parts.group("before"), claim, after, open))
                .filter(any -> open ? claim == null || !after.isEmpty() : claim != null);
    }

    /**
     * Whether a session belongs to the bearer of a claim with this value; null if the JWT lacks it. No session belongs to two
     * values: in an open pattern the value ends where the text after it is found first.
     */
    public boolean covers(String sessionId, @Nullable String value) {
        if (claim == null) {
            return sessionId.startsWith(before);
        }
        if (value == null || value.isEmpty()) {
            return false;
        }
        var own = before + value + after;
        return open
                ? sessionId.startsWith(own) && (value + after).indexOf(after) == value.length()
                : sessionId.equals(own);
    }

    /** As a user writes it. */
    @Override
    public String toString() {
        return before + (claim == null ? "" : "{" + claim + "}" + after) + (open ? "*" : "");
    }
}
