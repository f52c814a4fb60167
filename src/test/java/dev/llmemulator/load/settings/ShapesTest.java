package dev.llmemulator.load.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesTest {
    private static final String TRACE = "trace=src/test/resources/traces/azure-2023.csv";

    @ParameterizedTest
    @CsvSource({"even, 1", "poisson, 0.15"})
    void spike_anyArrivals_areTenTimesAsManyInIt(String pattern, double tolerance) {
        var settings = from("simulation=Spike rate=20 duration=70 seed=1 arrivals=" + pattern);
        assertThat(settings.withSpike()).isSameAs(settings);
        var arrivals = Objects.requireNonNull(settings.arrivals());
        assertThat(arrivals.spike()).isEqualTo(new Spike(10, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        var due = arrivals.dueUs();
        assertThat(due).isSorted().hasSize(settings.clients());
        assertThat(between(due, 0, 20)).isCloseTo(400, tolerated(400, tolerance));
        assertThat(between(due, 20, 30)).isCloseTo(2000, tolerated(2000, tolerance));
        assertThat(between(due, 30, 70)).isCloseTo(800, tolerated(800, tolerance));
        assertThat(due[due.length - 1]).isLessThan(70_000_000);
        // At the peak: 200 a second, for 0.99 s each.
        assertThat(settings.usersAtOnce()).isEqualTo(198);
    }

    private static Offset<Long> tolerated(long count, double tolerance) {
        return within(tolerance == 1 ? 1L : (long) (count * tolerance));
    }

    private static long between(long[] dueUs, int from, int to) {
        return Arrays.stream(dueUs)
                .filter(us -> us >= from * 1_000_000L && us < to * 1_000_000L)
                .count();
    }

    @Test
    void mix_manyAnswers_haveTheModelsByWeight_andTheSameAgainByTheSameSeed() {
        var settings = from("mix=chat:70,fast:25,constant:5 seed=4");
        var models = models(settings);
        var counts = models.stream().collect(Collectors.groupingBy(model -> model, Collectors.counting()));
        assertThat(counts.keySet()).containsExactlyInAnyOrder("chat", "fast", "constant");
        assertThat(counts.get("chat")).isBetween(6_800L, 7_200L);
        assertThat(counts.get("constant")).isBetween(400L, 600L);
        assertThat(models(from("mix=chat:70,fast:25,constant:5 seed=4"))).isEqualTo(models);
        assertThat(models(from("mix=chat:70,fast:25,constant:5 seed=5"))).isNotEqualTo(models);
        assertThat(settings.models()).isEqualTo("chat:70,fast:25,constant:5");
        assertThat(settings.idealAnswer()).isNull();
        assertThat(settings.ofEachModel())
                .extracting(each -> each.answerOf(1, 0).model())
                .containsExactly("chat", "fast", "constant");
    }

    private static List<String> models(LoadSettings settings) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> settings.answerOf(1 + i / 10, i % 10).model())
                .toList();
    }

    @Test
    void mix_ofMixed_isUsualUnlessModelOrMixAreGiven() {
        assertThat(from("simulation=Mixed").models()).isEqualTo("chat:70,fast:20,reasoning:10");
        assertThat(from("simulation=Mixed model=brief").models()).isEqualTo("brief:1");
        assertThat(from("simulation=Mixed mix=fast:2").models()).isEqualTo("fast:2");
        assertThat(from("").models()).isEqualTo("constant");
    }

    @Test
    void mix_numbersThatAreGiven_areThoseOfAllModels() {
        var settings = from("mix=chat:1,constant:1 length=30 seed=1");
        assertThat(models(settings)).contains("chat", "constant");
        var answers = IntStream.range(1, 50)
                .mapToObj(user -> settings.answerOf(user, 0))
                .distinct();
        assertThat(answers)
                .containsExactlyInAnyOrder(
                        new AnswerShape("chat", 30, null, null),
                        new AnswerShape("constant", 30, Duration.ofMillis(10), Duration.ZERO));
    }

    @Test
    void leaving_aShareOfTheAnswers_isDrawnApartFromTheModel() {
        var settings = from("simulation=Mixed mix=chat:1,fast:1 leave=0.3 think=2 seed=9");
        var leave = IntStream.range(0, 10_000)
                .filter(i -> settings.leaves(1 + i / 10, i % 10))
                .boxed()
                .toList();
        assertThat(leave).hasSizeBetween(2_800, 3_200);
        assertThat(leave.stream()
                        .filter(i ->
                                settings.answerOf(1 + i / 10, i % 10).model().equals("chat")))
                .hasSizeBetween(1_350, 1_650);
        var pauses = IntStream.range(0, 10_000)
                .mapToObj(i -> settings.pauseAfter(1 + i / 10, i % 10))
                .mapToLong(Duration::toMillis);
        assertThat(pauses.average().orElseThrow()).isBetween(1_900.0, 2_100.0);
        assertThat(from("think=2").pauseAfter(1, 0)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void trace_itsRequests_areUsersWithAnAnswerEach() {
        var settings = from(TRACE + " ttft=0.2");
        assertThat(settings.withRecording()).isSameAs(settings);
        assertThat(settings.clients()).isEqualTo(4);
        assertThat(settings.cycles()).isEqualTo(1);
        assertThat(settings.dueUs()).containsExactly(0, 250_000, 250_000, 2_500_000);
        assertThat(settings.answerOf(2, 0))
                .isEqualTo(new AnswerShape("constant", 30, Duration.ofMillis(10), Duration.ofMillis(200)));
        assertThat(settings.questionTokensOf(2)).isEqualTo(2048);
        assertThat(from("").questionTokensOf(2)).isNull();
        // The second and the third come 250 ms after the first, which takes 310 ms.
        assertThat(settings.usersAtOnce()).isEqualTo(3);
        assertThat(settings.idealAnswer()).isNull();
        assertThat(settings.describe(4, "here"))
                .contains("up to 30 words by 4 users", "trace=azure-2023.csv, without 1");
        // Who comes before the run is none of the recorded users.
        assertThat(settings.forTargetCheck().dueUs()).isNull();
        assertThat(settings.forWarmUp().answerOf(50, 7).length()).isEqualTo(30);
    }

    @Test
    void trace_paceThatItTells_isThatOfTheAnswer_andOthersKeepTheirs() {
        var settings = from("trace=src/test/resources/traces/own.jsonl delay=0.005");
        assertThat(settings.answerOf(1, 0).delay()).isEqualTo(Duration.ofMillis(5));
        assertThat(settings.answerOf(3, 0))
                .isEqualTo(new AnswerShape("constant", 10, Duration.ofMillis(20), Duration.ofMillis(300)));
    }

    @Test
    void trace_withADuration_isCut() {
        assertThat(from(TRACE + " duration=1").clients()).isEqualTo(3);
        assertThat(from(TRACE + " duration=1").repeatFor()).isNull();
        assertThat(from(TRACE + " traceSpeed=4 duration=1").clients()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            simulation=Spike | -Drate=20
            simulation=Spike rate=5 duration=18 | -Dduration=18 must be at least 19 for a spike of 10 s
            simulation=Spike rate=5 spikeFactor=1 | a number from 1.1 to 1000
            simulation=Spike rate=10000 duration=100 spikeFactor=1000 | from 1 to 1000000 users
            simulation=ArrivingUsers rate=5 spikeFactor=5 | -DspikeFactor belongs to -Dsimulation=Spike, not to ArrivingUsers
            leave=0.5 | -Dleave belongs to -Dsimulation=Mixed
            sampleEvery=5 | -DsampleEvery belongs to -Dsimulation=Soak
            simulation=Soak | -Dduration=3600
            simulation=Soak duration=119 | -Dduration=119 must be at least 120
            simulation=Soak rate=5 | -Drate does not belong to this simulation
            simulation=Mixed leave=1.1 mix=chat:1 | a number from 0 to 1
            mix=chat | 1 to 20 different MODEL:WEIGHT
            mix=chat:0 | a weight is a whole number from 1 to 1000
            mix=chat:1,chat:2 | 1 to 20 different MODEL:WEIGHT
            mix=chat:1, | 1 to 20 different MODEL:WEIGHT
            mix=chat:1 model=fast | -Dmix and -Dmodel exclude each other
            traceSpeed=2 | -DtraceSpeed says how a recording is replayed, so it needs -Dtrace
            trace=absent.csv | -Dtrace: the file absent.csv cannot be replayed: it cannot be read
            trace=pom.xml | -Dtrace: the file pom.xml cannot be replayed: line 1 has the names
            trace=src/test/resources/traces/azure-2023.csv clients=3 | -Dtrace and -Dclients exclude each other
            trace=src/test/resources/traces/azure-2023.csv rate=3 | -Dtrace and -Drate exclude each other
            trace=src/test/resources/traces/azure-2023.csv length=3 | -Dtrace and -Dlength exclude each other
            trace=src/test/resources/traces/azure-2023.csv model=chat | constant with -Dtrace
            trace=src/test/resources/traces/azure-2023.csv mix=chat:1 | -Dmix and -Dtrace exclude each other
            trace=src/test/resources/traces/azure-2023.csv traceShare=2 | a number from 0.000001 to 1
            transport=sse simulation=Idle | -Dtransport=sse does not belong to this simulation
            stall=5 | -Dstall belongs to -Dsimulation=SlowReaders
            affected=0.5 simulation=Idle | -Daffected belongs to -Dsimulation=SlowReaders, TokenExpiry or BadNetwork
            affected=1 simulation=SlowReaders | a number from 0.01 to 0.99
            clients=1 simulation=SlowReaders | -Dclients=1 must be at least 2
            transport=http_stream simulation=SlowReaders | -Dtransport=http_stream does not belong to this simulation
            reuse=true simulation=TokenExpiry | -Dreuse does not belong to this simulation: a connection that a user
            renewal=soon simulation=TokenExpiry | in_time, late, never, mixed
            simulation=BadNetwork | -Dtarget=embedded does not belong to this simulation, but cluster
            network=latency:10,jitter:11 simulation=BadNetwork | jitter:MS (at most as much as latency)
            network=loss:51 simulation=BadNetwork | loss:PERCENT (at most 50)
            network=loss simulation=BadNetwork | some of latency:MS
            """)
    void settings_thatDoNotGoTogether_areRefused(String given, String message) {
        assertThatThrownBy(() -> {
                    var settings = from(given);
                    switch (map(given).getOrDefault("simulation", "")) {
                        case "Spike" -> settings.withSpike();
                        case "Soak" -> settings.forSoak();
                        case "Idle" -> settings.forIdle();
                        case "SlowReaders" -> settings.forAffected();
                        case "BadNetwork" -> settings.forBadNetwork();
                        case "TokenExpiry" -> settings.forTokenExpiry();
                        default -> settings.withoutRate();
                    }
                })
                .hasMessageContaining(message);
    }

    @Test
    void settings_ofAnotherSimulation_areRefusedByThoseThatCannotUseThem() {
        assertThatThrownBy(from("")::withRecording).hasMessageContaining("-Dtrace is missing");
        assertThatThrownBy(from(TRACE)::forCapacity)
                .hasMessageContaining("-Dtrace does not belong to Capacity")
                .hasMessageContaining("ReplayedTrace");
        assertThatThrownBy(from("mix=chat:1")::forCapacity).hasMessageContaining("-Dmix does not belong to Capacity");
        for (var each : List.of("cycles", "ramp")) {
            assertThatThrownBy(from(each + "=2")::forCapacity)
                    .hasMessageContaining("-D%s does not belong to Capacity".formatted(each));
        }
        assertThatThrownBy(from("target=cluster CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=s faults=short")::forCapacity)
                .hasMessageContaining("-Dfaults does not belong to Capacity");
        assertThatThrownBy(from(TRACE)::withoutRate).hasMessageContaining("-Dsimulation=ReplayedTrace");
        assertThatThrownBy(from(TRACE)::withRate).hasMessageContaining("-Drate is missing");
        assertThat(from("clients=7").forIdle().repeatFor()).isEqualTo(Duration.ofSeconds(60));
        assertThat(from("clients=7 duration=5").forIdle().repeatFor()).isEqualTo(Duration.ofSeconds(5));
    }

    private static LoadSettings from(String given) {
        return LoadSettings.from(map(given), Map.of(), Map.of());
    }

    private static Map<String, String> map(String given) {
        return given.isEmpty()
                ? new HashMap<>()
                : Stream.of(given.split(" ", -1))
                        .map(each -> each.split("=", 2))
                        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
    }
}
