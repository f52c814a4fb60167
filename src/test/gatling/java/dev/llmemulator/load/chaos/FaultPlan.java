package dev.llmemulator.load.chaos;

import dev.llmemulator.load.target.ShippedFiles;
import dev.llmemulator.settings.InvalidSettingException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What shall happen to the cluster during a run, and when. A line of its file is {@code at 5 s: kill centrifugo1}, a
 * comment after {@code #}, or one of two for {@code bin/chaos}: {@code needs: links} says with what options the cluster has
 * to be started, that it has to be native, or that it takes root; {@code known: silent} says that this fault is known to
 * lose something in silence.
 *
 * @param name as the user gave it
 * @param faults in the order of their times, one at least
 * @param knownToLose whether something may be lost in silence, for a reason that docs/faults.md gives
 */
public record FaultPlan(String name, List<PlannedFault> faults, boolean knownToLose) {
    static final ShippedFiles FILES = new ShippedFiles("-Dfaults", "Fault plan", "plan", "/faults/", ".faults");

    private static final int MOST_FAULTS = 100;
    private static final Duration LATEST = Duration.ofDays(1);
    private static final Pattern FAULT =
            Pattern.compile("at\\s+(\\d{1,5}(?:\\.\\d{1,3})?)\\s*s\\s*:\\s*(\\S+)(?:\\s+(\\S+))?(?:\\s+(\\S+))?");
    private static final Pattern NEEDS =
            Pattern.compile("needs\\s*:(\\s+(native|root|links|sentinel|clock|redis-tls))+");
    private static final Pattern KNOWN = Pattern.compile("known\\s*:\\s*silent");

    /**
     * Reads the file of this path, or the plan that ships under this name.
     *
     * @throws InvalidSettingException if anything in it is wrong; it names every line that is
     */
    public static FaultPlan read(String pathOrName) {
        return parse(pathOrName, FILES.read(pathOrName).text());
    }

    static FaultPlan parse(String name, String text) {
        var faults = new ArrayList<PlannedFault>();
        var problems = new ArrayList<String>();
        var knownToLose = false;
        // Some editors begin a file with a mark of its byte order.
        var lines =
                (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i).replaceFirst("#.*", "").strip();
            try {
                if (KNOWN.matcher(line).matches()) {
                    knownToLose = true;
                } else if (!line.isEmpty() && !NEEDS.matcher(line).matches()) {
                    faults.add(fault(line));
                }
            } catch (IllegalArgumentException e) {
                problems.add("Fault plan %s, line %d: %s.".formatted(name, i + 1, e.getMessage()));
            }
        }
        if (problems.isEmpty() && (faults.isEmpty() || faults.size() > MOST_FAULTS)) {
            problems.add("Fault plan %s has %d faults, but must have 1 to %d lines like \"at 5 s: kill centrifugo1\"."
                    .formatted(name, faults.size(), MOST_FAULTS));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingException(String.join("\n", problems));
        }
        faults.sort(Comparator.comparing(PlannedFault::at));
        return new FaultPlan(name, List.copyOf(faults), knownToLose);
    }

    private static PlannedFault fault(String line) {
        var parts = FAULT.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is neither \"at SECONDS s: ACTION PART [ARGUMENT]\" nor \"needs: links\" (or more of native, root, sentinel, clock, redis-tls, with spaces between), nor \"known: silent\""
                            .formatted(line));
        }
        var at = Duration.ofMillis(
                new BigDecimal(parts.group(1)).movePointRight(3).longValueExact());
        if (at.compareTo(LATEST) > 0) {
            throw new IllegalArgumentException("%s s is later than %d s".formatted(parts.group(1), LATEST.toSeconds()));
        }
        var action = FaultAction.of(parts.group(2))
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no action \"%s\"; there are %s".formatted(parts.group(2), FaultAction.words())));
        var part = parts.group(3) == null ? "" : parts.group(3);
        var argument = parts.group(4) == null ? "" : parts.group(4);
        action.problem(part, argument).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new PlannedFault(at, action, part, argument);
    }
}
