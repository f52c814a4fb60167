package dev.llmemulator.load.capacity;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a search.
 *
 * @param load the number: the highest load that holds; null if there is none
 * @param failed the lowest load above it that does not; null if none was found
 * @param confirmed whether the longer run at {@code load} held
 */
public record Result(
        Kind kind, @Nullable Double load, @Nullable Double failed, boolean confirmed) {
    /** What kind of answer a search has. */
    public enum Kind {
        /** The capacity of the system. */
        FOUND,
        /** The system carries more: the load test was the limit, or its time or settings were. */
        AT_LEAST,
        /** Not even the least load holds. */
        NOTHING,
        /** The load test was the limit of every load. */
        UNKNOWN,
        /** An answer lost its integrity, whatever else is true. */
        VIOLATED
    }

    /** What trials and the confirmation, which is null if there was none, come to. */
    static Result of(List<Tried> trials, @Nullable Tried confirmation) {
        var all =
                Stream.concat(trials.stream(), Stream.ofNullable(confirmation)).toList();
        var bounds = Search.bounds(all);
        var failed = bounds.failed();
        var limited = failed == null || isMostly(Outcome.INJECTOR_LIMITED, failed, all);
        if (all.stream().anyMatch(each -> each.outcome() == Outcome.VIOLATED)) {
            return new Result(Kind.VIOLATED, bounds.held(), failed, false);
        }
        if (bounds.held() == null) {
            return new Result(limited ? Kind.UNKNOWN : Kind.NOTHING, null, failed, false);
        }
        var kind = limited ? Kind.AT_LEAST : Kind.FOUND;
        if (confirmation == null || !(confirmation.held() || Search.holds(confirmation.load(), trials))) {
            return new Result(kind, bounds.held(), failed, false);
        }
        // Two trials against one: the confirmation may have failed by chance.
        var above = confirmation.held() ? failed : Search.bounds(trials).failed();
        return new Result(kind, confirmation.load(), above, confirmation.outcome() == Outcome.HELD);
    }

    private static boolean isMostly(Outcome outcome, double load, List<Tried> all) {
        var failures =
                all.stream().filter(each -> each.load() == load && !each.held()).toList();
        var such = failures.stream().filter(each -> each.outcome() == outcome).count();
        return such * 2 > failures.size();
    }
}
