package dev.llmemulator.load.chaos;

import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What shall happen to the cluster during a run, and when. A line of its file is {@code at 5 s: kill centrifugo1}, a
 * comment after {@code #}, or one of two for {@code bin/chaos}: {@code needs: links} says with what the cluster has to be
 * started, {@code known: silent} that this fault is known to lose something in silence.
 *
 * @param name as the user gave it
 * @param faults in the order of their times, one at least
 * @param knownToLose whether something may be lost in silence, for a reason that docs/faults.md gives
 */
public record FaultPlan(String name, List<PlannedFault> faults, boolean knownToLose) {
    private static final String SHIPPED = "/faults/";
    private static final String SUFFIX = ".faults";
    private static final int MOST_FAULTS = 100;
    private static final Duration LATEST = Duration.ofDays(1);
    private static final Pattern FAULT =
            Pattern.compile("at +(\\d{1,5}(?:\\.\\d{1,3})?) *s *: *(\\S+)(?: +(\\S+))?(?: +(\\S+))?");
    private static final Pattern NEEDS = Pattern.compile("needs *: *(links|sentinel|clock)");
    private static final Pattern KNOWN = Pattern.compile("known *: *silent");

    /**
     * Reads the file of this path, or the plan that ships under this name.
     *
     * @throws InvalidSettingException if anything in it is wrong; it names every line that is
     */
    public static FaultPlan read(String pathOrName) {
        var path = Path.of(pathOrName);
        try {
            if (Files.isRegularFile(path)) {
                return parse(pathOrName, Files.readString(path));
            }
            try (var shipped = pathOrName.matches("[\\w-]+")
                    ? FaultPlan.class.getResourceAsStream(SHIPPED + pathOrName + SUFFIX)
                    : null) {
                if (shipped != null) {
                    return parse(pathOrName, new String(shipped.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new InvalidSettingException("Fault plan %s cannot be read as UTF-8 text.".formatted(pathOrName));
        }
        throw new InvalidSettingException(
                "Setting -Dfaults has the value \"%s\", but must be a file, or the name of a plan that ships: %s."
                        .formatted(pathOrName, String.join(", ", shipped())));
    }

    /** The names of the plans that ship. */
    static List<String> shipped() {
        var folder = FaultPlan.class.getResource(SHIPPED);
        if (folder == null || !folder.getProtocol().equals("file")) {
            return List.of();
        }
        try (var files = Files.list(Path.of(folder.toURI()))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException | URISyntaxException e) {
            return List.of();
        }
    }

    static FaultPlan parse(String name, String text) {
        var faults = new ArrayList<PlannedFault>();
        var problems = new ArrayList<String>();
        var knownToLose = false;
        var lines = text.lines().toList();
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
                    "\"%s\" is neither \"at SECONDS s: ACTION PART [ARGUMENT]\" nor \"needs: links\" (or sentinel, clock), nor \"known: silent\""
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
