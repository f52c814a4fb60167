package dev.llmemulator.load.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.llmemulator.load.truth.Injection.Heard;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The load test measures what is known: users on Gatling's own engine read answers whose every delay and fault was
 * injected, and the summary has to tell just that: counts exactly, times within the greater of 1 ms and 1 %, rates
 * within 1 %.
 *
 * <p>The truth is what was really injected, noted as each message was handed to its user's socket. What is left of the
 * machine's noise is a pause between that moment and the load test's reading. It strikes here and there and goes away,
 * where an error of the instrument stays. So a time or rate has to be right in one attempt of a few; counts have to be
 * right in each.
 */
@Timeout(120)
class InjectedTruthTest {
    private static final int ATTEMPTS = 5;
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static StandIn standIn;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        standIn = StandIn.start(StandInSettings.of("api-key", SECRET));
        ProfiledRun.of(Profiles.warmUp(), standIn, SECRET, folder);
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.llmemulator.load.truth.Profiles#all")
    void summary_ofKnownProfile_tellsWhatWasInjected(Profile profile) throws Exception {
        var missed = new TreeMap<String, List<String>>();
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var run = ProfiledRun.of(profile, standIn, SECRET, folder);
            assertThat(run.reported().counts())
                    .isEqualTo(new Truth(profile, run.injections(), Heard::actualNs).counts());
            var differences = Differences.of(run);
            if (attempt == 0) {
                differences.keySet().forEach(figure -> missed.put(figure, new ArrayList<>()));
            }
            missed.keySet().retainAll(differences.keySet());
            missed.forEach((figure, each) -> each.add(differences.getOrDefault(figure, "")));
            if (missed.isEmpty()) {
                return;
            }
        }
        fail("Told each time otherwise than injected: %s", missed);
    }

    @Test
    void profiles_all_areOfDifferentNames() {
        assertThat(Profiles.all()).extracting(Profile::name).hasSize(39).doesNotHaveDuplicates();
    }
}
