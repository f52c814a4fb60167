package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.measure.DelayPart;
import dev.llmemulator.load.measure.Metric;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;

/**
 * A summary for people as one HTML file that loads nothing else: {@code summary.json}, the table of metrics, and the scripts that show
 * them, chart library included.
 *
 * <p>The JSON holds messages of servers. They cannot end the element that they are in, the scripts set them as text only, and the
 * page's policy lets the browser run these scripts and no others.
 */
final class SummaryHtml {
    private static final String PAGE = "page/";
    private static final String LIBRARY_VERSION = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";
    private static final String LIBRARY = "META-INF/resources/webjars/chart.js/";

    private SummaryHtml() {}

    /** The page that shows a {@code summary.json}. */
    static String of(String json) {
        return page(json, "", "");
    }

    /** The same page, which then shows each state of a run that goes on. */
    static String live(String json) {
        return page(json, "; connect-src 'self'", resource(PAGE + "live.js"));
    }

    private static String page(String json, String morePolicy, String moreScript) {
        String style = resource(PAGE + "summary.css");
        String library = library();
        var script =
                resource(PAGE + "facts.js") + resource(PAGE + "parts.js") + moreScript + resource(PAGE + "charts.js");
        return resource(PAGE + "summary.html")
                .replace("{{more policy}}", morePolicy)
                .replace("{{style hash}}", hash(style))
                .replace("{{library hash}}", hash(library))
                .replace("{{script hash}}", hash(script))
                .replace("{{style}}", style)
                .replace("{{library}}", library)
                .replace("{{script}}", script)
                .replace("{{metrics}}", metrics().toString())
                // The last, as it may hold anything. In JSON, only texts can hold a <.
                .replace("{{data}}", json.replace("<", "\\u003c"));
    }

    /** What the scripts need to know of each metric and each part of a delay. */
    private static ObjectNode metrics() {
        var tables = JsonNodeFactory.instance.objectNode();
        var metrics = tables.putArray("metrics");
        for (Metric metric : Metric.values()) {
            metrics.addObject()
                    .put("name", metric.jsonName())
                    .put("pointer", metric.jsonPointer())
                    .put("title", metric.title())
                    .put("label", metric.label())
                    .put("unit", metric.unit().symbol())
                    .put("over_time", metric.has(Metric.Trait.OVER_TIME))
                    .put("key_figure", metric.has(Metric.Trait.KEY_FIGURE));
        }
        var parts = tables.putArray("delay_parts");
        for (DelayPart part : DelayPart.values()) {
            parts.addObject()
                    .put("name", part.jsonName())
                    .put("title", part.title())
                    .put("span", part.span());
        }
        return tables;
    }

    /** The chart library as a script for browsers, with its licence, without the reference to a source map that is not there. */
    private static String library() {
        var properties = new Properties();
        try {
            properties.load(new StringReader(resource(LIBRARY_VERSION)));
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
        return resource(LIBRARY + properties.getProperty("version") + "/dist/chart.umd.min.js")
                .replaceFirst("\n//# sourceMappingURL=\\S*", "");
    }

    private static String hash(String text) {
        var hash = HexFormat.of().parseHex(Sha256.of(text));
        return "sha256-" + Base64.getEncoder().encodeToString(hash);
    }

    // A browser reads every kind of line end as \n before it takes the hash.
    private static String resource(String name) {
        try (var stream = SummaryHtml.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
