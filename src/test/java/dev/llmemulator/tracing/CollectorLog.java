package dev.llmemulator.tracing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the OpenTelemetry Collector's {@code debug} exporter prints of spans, in its detailed form. */
final class CollectorLog {
    private static final String ENTRY = "     -> ";

    private final List<CollectedSpan> spans = new ArrayList<>();
    private final Map<String, String> fields = new HashMap<>();
    private final Map<String, String> attributes = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private String service = "";
    private String section = "";
    private boolean inSpan;

    private CollectorLog() {}

    /** Returns the spans in the order in which they came; {@code log} may end in the middle of one. */
    static List<CollectedSpan> spans(String log) {
        var reader = new CollectorLog();
        log.lines().forEach(reader::read);
        reader.endSpan();
        return reader.spans;
    }

    private void read(String line) {
        if (line.startsWith("Span #")) {
            endSpan();
            inSpan = true;
            section = "";
        } else if (line.startsWith("ResourceSpans #") || line.startsWith("Traces\t")) {
            endSpan();
            section = "";
        } else if (line.startsWith(ENTRY)) {
            readEntry(line.substring(ENTRY.length()));
        } else if (line.startsWith("    ")) {
            var parts = line.split(":", 2);
            if (inSpan && parts.length == 2) {
                fields.put(parts[0].strip(), parts[1].strip());
            }
        } else if (line.endsWith(":")) {
            section = line;
        }
    }

    private void readEntry(String entry) {
        var parts = entry.split(": ", 2);
        if (parts.length < 2) {
            return;
        }
        var name = parts[0];
        var value = parts[1];
        switch (section) {
            case "Resource attributes:" -> {
                if (name.equals("service.name")) {
                    service = bare(value);
                }
            }
            case "Attributes:" -> attributes.put(name, bare(value));
            case "Events:" -> {
                if (name.equals("Name")) {
                    events.add(value);
                }
            }
            case "Links:" -> {
                if (name.equals("ID")) {
                    links.add(value);
                }
            }
            default -> {}
        }
    }

    /** A value such as {@code Str(run)} without its type. */
    private static String bare(String value) {
        return value.substring(value.indexOf('(') + 1, value.length() - 1);
    }

    private void endSpan() {
        if (inSpan) {
            spans.add(new CollectedSpan(
                    service,
                    fields.getOrDefault("Trace ID", ""),
                    fields.getOrDefault("Parent ID", ""),
                    fields.getOrDefault("ID", ""),
                    fields.getOrDefault("Name", ""),
                    Map.copyOf(attributes),
                    List.copyOf(events),
                    List.copyOf(links)));
        }
        inSpan = false;
        fields.clear();
        attributes.clear();
        events.clear();
        links.clear();
    }
}
