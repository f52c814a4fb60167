package dev.llmemulator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of every model, and the numbers that docs/emulator-api.md and callers rely on. */
class ModelsTest {
    @ParameterizedTest
    @ValueSource(strings = {"constant", "chat", "fast", "brief", "reasoning", "writer"})
    void tokenCount_ofAnyModel_isThatOfItsTokens(String name) {
        for (var seed = 0L; seed < 20; seed++) {
            var answer = new Answer(Models.named(name).orElseThrow(), seed);
            var counted = new AtomicInteger();
            answer.tokens().forEachRemaining(token -> counted.incrementAndGet());
            assertThat(answer.tokenCount()).isEqualTo(counted.get());
        }
    }

    private static final int DRAWS = 20_000;
    private static final double MS = 1e6;

    /** A token with the time it is due. */
    private record Due(String token, long ns, boolean startsSentence) {}

    static List<Model> all() {
        return Models.names().stream().map(ModelsTest::named).toList();
    }

    static Stream<Model> drawn() {
        return all().stream().skip(1);
    }

    @Test
    void names_asDocumented_beginWithTheDefault() {
        assertThat(Models.names()).containsExactly("constant", "chat", "fast", "brief", "reasoning", "writer");
        assertThat(Models.named("constant")).contains(Models.CONSTANT);
        assertThat(Models.named("Chat")).isEmpty();
    }

    // p50 and p99 of words, of ttft in ms, and of delay in ms, as in docs/emulator-api.md.
    @ParameterizedTest
    @CsvSource({
        "constant, 100, 100, 0, 0, 10, 10",
        "chat, 150, 800, 500, 2500, 20, 80",
        "fast, 80, 300, 150, 600, 3, 40",
        "brief, 8, 40, 200, 1000, 10, 40",
        "reasoning, 250, 1200, 6000, 40000, 15, 60",
        "writer, 1500, 5000, 800, 4000, 12, 50"
    })
    void model_overManySeeds_keepsItsPercentiles(
            String name, int words50, int words99, double ttft50, double ttft99, double delay50, double delay99) {
        var model = named(name);

        assertThat(List.of(model.words(), model.ttftNs(), model.delayNs()))
                .containsExactly(by(words50, words99), by(ttft50 * MS, ttft99 * MS), by(delay50 * MS, delay99 * MS));

        assertPercentiles(seed -> model.words(seed), words50, words99, 0.5);
        assertPercentiles(seed -> new Answer(model, seed).schedule().nextDueNs(true) / MS, ttft50, ttft99, 1e-6);

        // Within one answer too. No token begins a sentence here, so there are no pauses.
        var schedule = new Answer(model, 1).schedule();
        var last = new long[] {schedule.nextDueNs(false)};
        assertPercentiles(
                unused -> {
                    var due = schedule.nextDueNs(false);
                    var delay = due - last[0];
                    last[0] = due;
                    return delay / MS;
                },
                delay50,
                delay99,
                1e-6);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 10", "250, 20", "600000, 60000"})
    void nextDue_ofAnySchedule_startsWithTheFirstTokenAndKeepsItsMean(long ttftMs, long delayMs) {
        var schedule = new Answer(1, Duration.ofMillis(ttftMs), Duration.ofMillis(delayMs), 1).schedule();
        var tokens = 10_000;

        var first = schedule.nextDueNs(true);
        var last = first;
        for (var i = 1; i < tokens; i++) {
            var due = schedule.nextDueNs(i % 10 == 0);
            assertThat(due).isGreaterThanOrEqualTo(last);
            last = due;
        }

        assertThat(first).isEqualTo(ttftMs * 1_000_000);
        assertThat(last - first).isEqualTo((tokens - 1) * delayMs * 1_000_000);
    }

    @Test
    void pauses_ofReasoning_comeAtSomeSentencesAndKeepTheirPercentiles() {
        var model = named("reasoning").withTtft(Duration.ZERO);
        var pausing = new Model(
                "", model.words(), model.ttftNs(), LogNormal.constant(0), model.pauses(), model.tokenisation());
        var schedule = new Answer(pausing, 3).schedule();
        var lengths = new ArrayList<Double>();
        var last = schedule.nextDueNs(true);
        for (var sentence = 0; sentence < 10 * DRAWS; sentence++) {
            var due = schedule.nextDueNs(true);
            if (due > last) {
                lengths.add((due - last) / MS);
            }
            last = due;
        }

        assertThat(lengths.size() / (10.0 * DRAWS)).isEqualTo(0.1, within(5 * Math.sqrt(0.1 * 0.9 / (10 * DRAWS))));
        assertPercentiles(
                lengths.stream().mapToDouble(Double::doubleValue).sorted().toArray(), 1_000, 5_000, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("all")
    void answer_ofAnySeed_isItsTextInTokensThatNeverGoBack(Model model) {
        for (var seed = 0; seed < 200; seed++) {
            var answer = new Answer(model, seed);
            var dues = dues(answer);

            assertThat(String.join("", dues.stream().map(Due::token).toList())).isEqualTo(answer.text());
            assertThat(answer.text().split(" ")).hasSize(model.words(seed));
            assertThat(dues).map(Due::ns).isSorted();
            assertThat(dues.get(0).startsSentence()).isTrue();
            for (var i = 1; i < dues.size(); i++) {
                assertThat(dues.get(i).startsSentence())
                        .isEqualTo(dues.get(i - 1).token().endsWith(". "));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void answer_sameSeed_isTheSameInEverything(Model model) {
        assertThat(dues(new Answer(model, -7))).isEqualTo(dues(new Answer(model, -7)));
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void answer_otherSeed_differsInTextAndPace(Model model) {
        var texts = new HashSet<String>();
        var lasts = new HashSet<Long>();
        for (var seed = 0; seed < 200; seed++) {
            var dues = dues(new Answer(model, seed));
            texts.add(new Answer(model, seed).text());
            lasts.add(dues.get(dues.size() - 1).ns());
        }

        assertThat(texts).hasSize(200);
        assertThat(lasts).hasSize(200);
    }

    @Test
    void answer_ofOneSeed_staysTheSameForEver() {
        // Fixed expectations on purpose: users compare runs by seed, and instances on different Java versions.
        var brief = dues(new Answer(named("brief"), 7));
        assertThat(brief.stream().map(Due::token))
                .containsExactly("Enim ", "qui ", "qui ", "anim ", "cil", "lum ", "aute. ", "Nulla.");
        assertThat(brief.stream().map(Due::ns).toList())
                .hasToString("[83918175, 89014501, 107345378, 111965792, 142908566, 145467978, 169050337, 175015313]");
        var reasoning = dues(new Answer(named("reasoning"), 7));
        assertThat(reasoning).hasSize(310);
        assertThat(reasoning.get(309).ns()).isEqualTo(11_505_992_916L);
    }

    @Test
    void pieces_ofWords_areOneToThreeOfFiveLettersAtMost() {
        var words = new ArrayList<Integer>();
        var tokens = new Answer(named("writer"), 1).tokens();
        var pieces = 0;
        while (tokens.hasNext()) {
            var token = tokens.next();
            pieces++;
            assertThat(token).matches("[A-Za-z]{1,5}([,.]? |\\.)?");
            if (!token.matches("[A-Za-z]+")) {
                words.add(pieces);
                pieces = 0;
            }
        }

        assertThat(new HashSet<>(words)).containsExactlyInAnyOrder(1, 2, 3);
        // 1.51 if all words are drawn equally often.
        assertThat(words.stream().mapToInt(Integer::intValue).average().orElseThrow())
                .isEqualTo(1.51, within(0.1));
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void with_numbersByHand_areExactAndLeaveTheRestAlone(Model model) {
        var before = dues(new Answer(model, 11));
        var given = model.withWords(400).withTtft(Duration.ofMillis(30)).withDelay(Duration.ofMillis(2));
        var dues = dues(new Answer(given, 11));
        for (var i = 0; i < dues.size(); i++) {
            assertThat(dues.get(i).ns()).isEqualTo(30_000_000 + i * 2_000_000L);
        }
        assertThat(new Answer(given, 11).text().split(" ")).hasSize(400);

        var sameLength = dues(new Answer(model.withWords(model.words(11)), 11));
        assertThat(sameLength).isEqualTo(before);
        var ttft = Duration.ofMinutes(10).toNanos();
        var later = dues(new Answer(model.withTtft(Duration.ofNanos(ttft)), 11));
        var shift = ttft - before.get(0).ns();
        assertThat(later)
                .isEqualTo(before.stream()
                        .map(due -> new Due(due.token(), due.ns() + shift, due.startsSentence()))
                        .toList());
    }

    @Test
    void words_drawnOrGiven_areBoundedSoThatTokensAre() {
        var tail = new Model(
                "tail",
                LogNormal.of(1, 1e9),
                LogNormal.constant(0),
                LogNormal.constant(0),
                Pauses.NONE,
                Tokenisation.PIECES);
        var lengths = LongStream.range(0, 1_000).mapToInt(tail::words).summaryStatistics();
        assertThat(lengths.getMin()).isEqualTo(1);
        assertThat(lengths.getMax()).isEqualTo(33_333);
        assertThat(Models.CONSTANT.maxWords()).isEqualTo(100_000);
        for (var outside : List.of(0, 33_334)) {
            assertThatThrownBy(() -> tail.withWords(outside)).hasMessageContaining("1 to 33333 words");
        }
    }

    private static LogNormal by(double p50, double p99) {
        return p50 == p99 ? LogNormal.constant(p50) : LogNormal.of(p50, p99);
    }

    private static Model named(String name) {
        return Models.named(name).orElseThrow();
    }

    private static List<Due> dues(Answer answer) {
        var dues = new ArrayList<Due>();
        var tokens = answer.tokens();
        var schedule = answer.schedule();
        while (tokens.hasNext()) {
            var token = tokens.next();
            dues.add(new Due(token, schedule.nextDueNs(tokens.startsSentence()), tokens.startsSentence()));
        }
        return dues;
    }

    private static void assertPercentiles(LongToDoubleFunction draw, double p50, double p99, double rounding) {
        // Neighbouring seeds, as the users of a load test have them.
        assertPercentiles(LongStream.range(0, DRAWS).mapToDouble(draw).sorted().toArray(), p50, p99, rounding);
    }

    /**
     * Of n values, the number below the true q-th quantile has mean nq and variance nq(1-q). The quantile must lie
     * between the order statistics 5 standard deviations below and above; a correct distribution misses that once in
     * two million tries.
     */
    private static void assertPercentiles(double[] sorted, double p50, double p99, double rounding) {
        for (var percentile : new double[][] {{0.5, p50}, {0.99, p99}}) {
            var q = percentile[0];
            var spare = 5 * Math.sqrt(sorted.length * q * (1 - q));
            var low = sorted[(int) (sorted.length * q - spare)];
            var high = sorted[(int) Math.min(sorted.length - 1, sorted.length * q + spare)];
            assertThat(percentile[1])
                    .as("percentile %s of %s…%s", q, sorted[0], sorted[sorted.length - 1])
                    .isBetween(low - rounding, high + rounding);
        }
    }
}
