package dev.llmemulator.load.report;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Properties;

/**
 * A summary for people as one HTML file that asks for no other: {@code summary.json} with what shows it, the chart library included.
 *
 * <p>The JSON holds messages of servers. They cannot end the element that it stands in, the scripts set them as text only, and the
 * browser is told to run these scripts and no others.
 */
public final class SummaryHtml {
    /** The name of the file beside Gatling's report. */
    public static final String FILE_NAME = "summary.html";

    private static final String PAGE = "page/";
    private static final String LIBRARY_VERSION = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";
    private static final String LIBRARY = "META-INF/resources/webjars/chart.js/";

    private SummaryHtml() {}

    /** Writes the file into a folder, whole or not at all. */
    public static void write(Summary summary, Path folder) throws IOException {
        WholeFile.write(folder.resolve(FILE_NAME), of(SummaryJson.of(summary)));
    }

    /** The page that shows a {@code summary.json}. */
    static String of(String json) {
        String style = resource(PAGE + "summary.css");
        String library = library();
        var script = resource(PAGE + "facts.js") + resource(PAGE + "charts.js");
        return resource(PAGE + "summary.html")
                .replace("{{style hash}}", hash(style))
                .replace("{{library hash}}", hash(library))
                .replace("{{script hash}}", hash(script))
                .replace("{{style}}", style)
                .replace("{{library}}", library)
                .replace("{{script}}", script)
                // The last, as it may hold anything; and in JSON a < stands in texts only.
                .replace("{{data}}", json.replace("<", "\\u003c"));
    }

    /** The chart library as a script for browsers, with its licence, but not the name of a file that is not there. */
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
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    // A browser reads all kinds of line ends as \n, and takes the hash of that.
    private static String resource(String name) {
        try (var stream = SummaryHtml.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }
}
