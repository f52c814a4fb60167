package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which package may depend on which. Read from the compiled classes by {@code jdeps}, so no form of use goes unseen.
 */
class ArchitectureTest {
    private static final String ROOT = "dev.llmemulator.";
    private static final Pattern DEPENDENCY = Pattern.compile("^\\s+(\\S+)\\s+->\\s+(\\S+)", Pattern.MULTILINE);

    /** The packages that each package of the emulator uses. */
    private static final Map<String, Set<String>> USES = new HashMap<>();

    @BeforeAll
    static void readDependencies() throws URISyntaxException {
        var classes = Path.of(Emulator.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var output = new StringWriter();
        var writer = new PrintWriter(output);
        var exit = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(writer, writer, "-verbose:package", "-filter:none", classes.toString());
        assertThat(exit).as(output.toString()).isZero();
        DEPENDENCY
                .matcher(output.toString())
                .results()
                .filter(line -> line.group(1).startsWith(ROOT))
                .forEach(line -> USES.computeIfAbsent(line.group(1).substring(ROOT.length()), any -> new TreeSet<>())
                        .add(line.group(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "time,        ''",
        "answer,      ''",
        "stream,      answer time",
        "publication, stream",
        "pacing,      stream",
        "settings,    answer",
        "access,      settings",
        "centrifugo,  pacing publication settings stream",
        "http,        access answer settings stream time",
        "metrics,     answer http pacing stream",
        "tracing,     answer http pacing settings stream",
        "graphql,     answer http pacing settings stream",
        "openai,      answer http pacing publication settings stream"
    })
    void package_ofTheEmulator_usesOnlyThosePackagesOfTheEmulator(String name, String allowed) {
        assertThat(uses(name))
                .filteredOn(used -> used.startsWith(ROOT) && !used.equals(ROOT + name))
                .map(used -> used.substring(ROOT.length()))
                .isSubsetOf(allowed.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "stream,      com.fasterxml okhttp3 okio io.javalin org.eclipse.jetty jakarta java.net io.micrometer io.opentelemetry",
        "centrifugo,  io.micrometer io.opentelemetry",
        "access,      io.javalin org.eclipse.jetty jakarta okhttp3 okio",
        "pacing,      com.fasterxml okhttp3 okio io.javalin org.eclipse.jetty jakarta java.net io.micrometer io.opentelemetry",
        "http,        io.micrometer io.prometheus io.opentelemetry",
        "publication, okhttp3 okio io.javalin org.eclipse.jetty jakarta java.net"
    })
    void package_thatKnowsNoBrokerNoJsonOrNoMetrics_usesNoLibraryForIt(String name, String forbidden) {
        assertThat(uses(name))
                .noneMatch(used -> Set.of(forbidden.split(" ")).stream()
                        .anyMatch(library -> used.equals(library) || used.startsWith(library + ".")));
    }

    @Test
    void jdeps_readsWhatIsThere() {
        assertThat(uses("publication")).contains("com.fasterxml.jackson.core", ROOT + "stream");
    }

    private static Set<String> uses(String name) {
        return USES.getOrDefault(name, Set.of());
    }
}
