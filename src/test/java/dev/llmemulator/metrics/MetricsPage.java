package dev.llmemulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of metrics, read strictly: as Prometheus' text format and as OpenMetrics have it, and as {@code promtool check
 * metrics} wants names and help texts.
 *
 * @param families by name, as the line of their type has it
 */
public record MetricsPage(Map<String, Family> families) {
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_][a-z0-9_]*)(?:\\{(.*)})? (NaN|[+-]Inf|[+-]?[0-9.]+(?:E-?[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-z_][a-z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");
    private static final Map<String, Set<String>> SUFFIXES = Map.of(
            "counter", Set.of("_total"),
            "gauge", Set.of(""),
            "info", Set.of("_info"),
            "summary", Set.of("", "_count", "_sum"),
            "histogram", Set.of("_bucket", "_count", "_sum"));

    /**
     * One metric of the page.
     *
     * @param unit empty if the page names none
     */
    public record Family(String name, String type, String help, String unit, List<Sample> samples) {}

    public record Sample(String name, Map<String, String> labels, double value) {}

    /**
     * Reads the page as it is sent.
     *
     * @param url of a server, or of its page
     */
    public static HttpResponse<String> get(URI url, String accept) {
        var request = HttpRequest.newBuilder(url.getPath().equals("/metrics") ? url : url.resolve("/metrics"))
                .header("Accept", accept)
                .timeout(Duration.ofSeconds(30))
                .build();
        return HTTP.sendAsync(request, BodyHandlers.ofString()).join();
    }

    /** Reads what a server tells a client that takes anything. */
    public static MetricsPage of(URI server) {
        return text(get(server, "*/*").body());
    }

    /** Reads Prometheus' text format, in which a type belongs to the name that samples have. */
    static MetricsPage text(String page) {
        return new Reader(false).read(page);
    }

    public static MetricsPage openMetrics(String page) {
        assertThat(page).endsWith("\n# EOF\n");
        return new Reader(true).read(page.substring(0, page.length() - "# EOF\n".length()));
    }

    /** The value of a sample; labels in pairs. */
    public double value(String name, String... labels) {
        var wanted = new TreeMap<String, String>();
        for (var i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return samples()
                .filter(sample -> sample.name.equals(name) && sample.labels.equals(wanted))
                .mapToDouble(Sample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + name + wanted));
    }

    /** The sum of all samples of a name that have these labels, and perhaps more; 0 if there is none. */
    public double sum(String name, String... labels) {
        return samples()
                .filter(sample -> sample.name.equals(name))
                .filter(sample -> {
                    for (var i = 0; i < labels.length; i += 2) {
                        if (!labels[i + 1].equals(sample.labels.get(labels[i]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .mapToDouble(Sample::value)
                .sum();
    }

    public Stream<Sample> samples() {
        return families.values().stream().flatMap(family -> family.samples.stream());
    }

    private static final class Reader {
        private final boolean open;
        private final Map<String, Family> families = new LinkedHashMap<>();
        private final Set<String> seen = new HashSet<>();
        private @Nullable Family current;

        Reader(boolean open) {
            this.open = open;
        }

        MetricsPage read(String page) {
            assertThat(page).endsWith("\n").doesNotContain("\n\n", "\r");
            var types = new LinkedHashMap<String, String>();
            var helps = new LinkedHashMap<String, String>();
            var units = new LinkedHashMap<String, String>();
            for (var line : page.lines().toList()) {
                if (line.startsWith("# ")) {
                    var parts = line.split(" ", 4);
                    var into = switch (parts[1]) {
                        case "TYPE" -> types;
                        case "HELP" -> helps;
                        case "UNIT" -> units;
                        default -> throw new AssertionError(line);
                    };
                    assertThat(into.put(parts[2], parts[3]))
                            .as("given twice: " + line)
                            .isNull();
                    assertThat(families).as("after its samples: " + line).doesNotContainKey(parts[2]);
                } else {
                    sample(line, types, helps, units);
                }
            }
            assertThat(families.keySet()).as("families with samples").isEqualTo(types.keySet());
            assertThat(helps.keySet()).isEqualTo(types.keySet());
            families.values().forEach(this::check);
            return new MetricsPage(families);
        }

        private void sample(
                String line, Map<String, String> types, Map<String, String> helps, Map<String, String> units) {
            var parts = SAMPLE.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            var name = parts.group(1);
            var family = types.keySet().stream()
                    .filter(known -> suffixes(Objects.requireNonNull(types.get(known))).stream()
                            .anyMatch(suffix -> name.equals(known + suffix)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No type for " + line));
            if (current == null || !current.name.equals(family)) {
                assertThat(families).as("in two places: " + line).doesNotContainKey(family);
                current = new Family(
                        family,
                        Objects.requireNonNull(types.get(family)),
                        helps.getOrDefault(family, ""),
                        units.getOrDefault(family, ""),
                        new ArrayList<>());
                families.put(family, current);
            }
            var labels = labels(parts.group(2) == null ? "" : parts.group(2));
            assertThat(seen.add(name + labels)).as("twice: " + line).isTrue();
            current.samples.add(new Sample(name, labels, number(parts.group(3))));
        }

        /** Prometheus' format has the whole name of a counter in its type, and no infos. */
        private Set<String> suffixes(String type) {
            assertThat(SUFFIXES).containsKey(type);
            return open || !type.equals("counter") ? Objects.requireNonNull(SUFFIXES.get(type)) : Set.of("");
        }

        private static Map<String, String> labels(String text) {
            var labels = new TreeMap<String, String>();
            var label = LABEL.matcher(text);
            var end = 0;
            while (end < text.length() && label.find(end) && label.start() == end) {
                assertThat(labels.put(label.group(1), label.group(2))).as(text).isNull();
                end = label.end();
            }
            assertThat(end).as("labels " + text).isEqualTo(text.length());
            return labels;
        }

        private static double number(String text) {
            return switch (text) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }

        private void check(Family family) {
            assertThat(family.help).as(family.name).isNotBlank();
            assertThat(open || !family.type.equals("counter") || family.name.endsWith("_total"))
                    .as("the name of a counter: " + family.name)
                    .isTrue();
            assertThat(family.unit.isEmpty() || family.name.endsWith("_" + family.unit))
                    .as("unit of " + family.name)
                    .isTrue();
            if (family.type.equals("histogram")) {
                checkHistogram(family);
            }
            if (family.type.equals("counter")) {
                assertThat(family.samples).allMatch(sample -> sample.value >= 0);
            }
        }

        private static void checkHistogram(Family family) {
            var last = new LinkedHashMap<Map<String, String>, Sample>();
            for (var sample : family.samples) {
                var of = new TreeMap<>(sample.labels);
                var bound = of.remove("le");
                if (sample.name.endsWith("_bucket")) {
                    var before = last.put(of, sample);
                    assertThat(bound).isNotNull();
                    if (before != null) {
                        assertThat(number(Objects.requireNonNull(bound)))
                                .isGreaterThan(number(Objects.requireNonNull(before.labels.get("le"))));
                        assertThat(sample.value).as("cumulative").isGreaterThanOrEqualTo(before.value);
                    }
                } else if (sample.name.endsWith("_count")) {
                    var all = Objects.requireNonNull(last.get(of));
                    assertThat(all.labels).containsEntry("le", "+Inf");
                    assertThat(sample.value).isEqualTo(all.value);
                }
            }
        }
    }
}
