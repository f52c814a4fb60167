package dev.llmemulator.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
    @Test
    void parse_lines_areInTheOrderOfTheirTimes() {
        var plan = FaultPlan.parse("mine", """
                # A comment, and a line of its own for bin/chaos
                needs: links redis-tls root
                known: silent
                at 12 s: start centrifugo1   # behind

                at 0.25 s:kill   centrifugo1
                  at 13 s : cut emulators-centrifugo2 requests
                at 99 s: limit haproxy 60
                """);

        assertThat(plan.faults())
                .extracting(PlannedFault::label)
                .containsExactly(
                        "kill centrifugo1",
                        "start centrifugo1",
                        "cut emulators-centrifugo2 requests",
                        "limit haproxy 60");
        assertThat(plan.knownToLose()).isTrue();
        assertThat(plan.faults().get(0).at()).isEqualTo(Duration.ofMillis(250));
    }

    /** What people write is read as they mean it, however they lay it out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "at 0 s: kill redis",
                "at 0s:kill redis",
                "at 0.000 s : kill redis",
                "at\t0 s:\tkill\tredis\t# at once",
                "\uFEFFat 0 s: kill redis",
                "# title\r\nat 0 s: kill redis\r\n",
                "needs:\tnative  root\nat 0 s: kill redis",
                "  \t \n\n\tat 0 s: kill redis\n#",
            })
    void parse_otherLayout_isTheSamePlan(String text) {
        assertThat(FaultPlan.parse("mine", text).faults())
                .containsExactly(new PlannedFault(Duration.ZERO, FaultAction.KILL, "redis", ""));
    }

    /** What makes no sense in one cluster may make sense in another state of it: bin/fault tells when the time comes. */
    @Test
    void parse_sameTimeAndSameFaultTwice_keepsAllInTheOrderOfTheFile() {
        var plan = FaultPlan.parse("mine", """
                at 9 s: start redis
                at 5 s: kill redis
                at 5 s: kill redis
                at 5 s: cut centrifugo1-redis
                at 5 s: delay centrifugo1-redis 200
                """);

        assertThat(plan.faults())
                .extracting(PlannedFault::label)
                .containsExactly(
                        "kill redis",
                        "kill redis",
                        "cut centrifugo1-redis",
                        "delay centrifugo1-redis 200",
                        "start redis");
    }

    @Test
    void parse_hundredFaults_areTheMost() {
        var line = "at 5 s: kill redis\n";
        assertThat(FaultPlan.parse("mine", line.repeat(100)).faults()).hasSize(100);
        assertThatThrownBy(() -> FaultPlan.parse("mine", line.repeat(101))).hasMessageContaining("has 101 faults");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "at -1 s: kill redis | is neither",
                "at 5,5 s: kill redis | is neither",
                "at 5 min: kill redis | is neither \"at SECONDS s: ACTION PART [ARGUMENT]\"",
                "at 1.23456 s: kill redis | is neither",
                "at 5 s kill redis | is neither",
                "at 5 s: | is neither",
                "kill redis at 5 s | is neither",
                "at 5 s: kill centrifugo1, centrifugo2 | not \"centrifugo1,\"",
                "at 5 s: kill centrifugo1 centrifugo2 | kill centrifugo1 needs nothing, not \"centrifugo2\"",
                "at 5 s: kill all | kill needs one of redis,",
                "at 5 s: Kill redis | there is no action \"Kill\"; there are kill,",
                "at 5 s: kill redis; start redis | is neither",
                "at 5 s: cut redis-centrifugo | cut needs one of emulators-centrifugo,",
                "at 5 s: cut emulators-centrifugo both | needs nothing, requests or replies, not \"both\"",
                "at 5 s: delay centrifugo-redis 200ms | needs milliseconds, not \"200ms\"",
                "at 5 s: loss centrifugo-redis 5% | needs percent, not \"5%\"",
                "at 5 s: memory redis 1mb | memory redis needs low or normal",
                "at 5 s: clock centrifugo1 +5 | clock needs one of emulator1, emulator2",
                "needs: | with spaces between",
                "needs: links sentinel luck | native, root, sentinel, clock, redis-tls, with spaces between",
                "known: nothing | nor \"known: silent\"",
                "kill centrifugo1 | is neither \"at SECONDS s: ACTION PART [ARGUMENT]\"",
                "at 5: kill centrifugo1 | is neither",
                "at 5 s: explode centrifugo1 | there is no action \"explode\"; there are kill, term, pause",
                "at 5 s: kill centrifugo3 | kill needs one of redis, centrifugo1,",
                "at 5 s: kill | not \"\"",
                "at 5 s: kill emulators-centrifugo | kill needs one of",
                "at 5 s: reload redis | reload needs one of haproxy, not \"redis\"",
                "at 5 s: kill redis now | kill redis needs nothing, not \"now\"",
                "at 5 s: delay centrifugo-redis | delay centrifugo-redis needs milliseconds, not \"\"",
                "at 5 s: loss centrifugo-redis 101 | needs percent, not \"101\"",
                "at 99999 s: kill redis | 99999 s is later than 86400 s",
                "at 5 s: limit haproxy 100% | limit haproxy needs a number of connections, 1% to 99%, or off",
                "at 5 s: files centrifugo1 10 | files centrifugo1 needs none or normal, not \"10\"",
                "at 5 s: disk emulators-centrifugo full | disk needs one of redis",
                "needs: luck | is neither",
                "needs: links, clock | is neither",
            })
    void parse_badLine_isNamedWithWhatIsAllowed(String line, String message) {
        assertThatThrownBy(() -> FaultPlan.parse("mine", "at 1 s: kill redis\n" + line))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Fault plan mine, line 2: ")
                .hasMessageContaining(message);
    }

    @Test
    void parse_severalBadLines_namesEach() {
        assertThatThrownBy(() -> FaultPlan.parse("mine", "one\nat 1 s: kill redis\nat 2 s: kill me\n"))
                .hasMessageContaining("line 1: \"one\"")
                .hasMessageContaining("\nFault plan mine, line 3: kill needs");
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "'# nothing', 0"})
    void parse_noFault_isRefused(String text, int count) {
        assertThatThrownBy(() -> FaultPlan.parse("mine", text)).hasMessageContaining("has %d faults".formatted(count));
    }

    @Test
    void read_nameThatDoesNotShip_listsThoseThatDo() {
        assertThatThrownBy(() -> FaultPlan.read("no-such-plan"))
                .hasMessageStartingWith("Setting -Dfaults has the value \"no-such-plan\"")
                .hasMessageContaining("centrifugo-kill");
    }

    @Test
    void read_fileThatIsNotText_saysSo(@TempDir Path folder) throws IOException {
        var file = Files.write(folder.resolve("plan"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> FaultPlan.read(file.toString())).hasMessageContaining("cannot be read as UTF-8");
    }

    static Iterable<String> shipped() {
        return FaultPlan.FILES.names();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void read_planThatShips_isGood_andBeginsWithItsTitle(String name) throws IOException {
        var plan = FaultPlan.read(name);

        assertThat(plan.faults()).isNotEmpty();
        assertThat(Files.readAllLines(Path.of("src/test/gatling/resources/faults", name + ".faults"))
                        .get(0))
                .matches("# [A-Z].*\\.");
    }
}
