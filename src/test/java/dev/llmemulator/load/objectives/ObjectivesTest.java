package dev.llmemulator.load.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.settings.InvalidSettingException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code -Dslo} and {@code -Dgood} accept, and what they say of anything else. */
class ObjectivesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ttft.p99<500ms        | ms    | 500   | below 500ms
            ttft.p99 <= 0.5 s     | ms    | 500   | at most 0.5s
            delay.p50<800us       | ms    | 0.8   | below 800us
            itl.p99.9<100ms       | ms    | 100   | below 100ms
            itl.p50>=8ms          | ms    | 8     | at least 8ms
            answer.mean<5s        | ms    | 5000  | below 5s
            delivery.max<1s       | ms    | 1000  | below 1s
            wait.p95<1s           | ms    | 1000  | below 1s
            ratio.p99<1.2         | ratio | 1.2   | below 1.2
            goodput > 99 %        | %     | 99    | above 99%
            goodput>=20/s         | /s    | 20    | at least 20/s
            failed<0.1%           | %     | 0.1   | below 0.1%
            """)
    void parse_valid_readsLimitAndUnit(String text, String unit, double limit, String required) {
        var objective =
                Objectives.parse("-Dslo", text, "-Dgood", "ttft<1s").list().get(0);
        assertThat(objective.unit()).isEqualTo(unit);
        assertThat(objective.limit()).isEqualTo(limit);
        assertThat(objective.required()).isEqualTo(required);
        assertThat(objective.text()).isEqualTo(text.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tfft.p99<1s     | "tfft" is no metric, did you mean ttft? Known are ttft, itl, answer, recovery, connect, subscribe, silence, delivery, delay, wait, ratio, goodput, failed.
            tpot.p99<1s     | "tpot" is no metric. Known are ttft,
            goodputt>99%    | "goodputt" is no metric, did you mean goodput?
            <1s             | nothing is no metric. Known are
            ttft<1s         | it does not say what of ttft it judges, such as ttft.p99. Valid are p50 to p99.9 (such as p95 or p99.5), mean and max.
            ttft.p49<1s     | "p49" is nothing that ttft has. Valid are p50 to p99.9
            ttft.p100<1s    | "p100" is nothing that ttft has.
            ttft.p99.99<1s  | "p99.99" is nothing that ttft has.
            ttft.median<1s  | "median" is nothing that ttft has.
            ttft.p99=1s     | "=" is no operator. Valid are < <= > >=.
            ttft.p99=<1s    | "=<" is no operator.
            ttft.p99 1s     | nothing is no operator.
            ttft.p99        | nothing is no operator.
            ttft.p99<       | nothing is no limit; it must be a number like 500 or 0.5 with its unit, and above 0.
            ttft.p99<fast   | "fast" is no limit;
            ttft.p99<1e3ms  | "e3ms" is no unit of ttft.
            ttft.p99<-1ms   | "-1ms" is no limit;
            ttft.p99<0ms    | the limit must be above 0.
            ttft.p99<500    | nothing is no unit of ttft. Valid are ms, s, us.
            ttft.p99<5min   | "min" is no unit of ttft. Valid are ms, s, us.
            ratio.p99<2s    | ratio has no unit.
            goodput>0.99    | nothing is no unit of goodput. Valid are %, /s.
            goodput>100%    | the limit must be above 0, and below 100 if it is a share.
            goodput.p99>9%  | goodput is one number and has no p99.
            failed<=0%      | the limit must be above 0 and below 100 %.
            failed<1/s      | "/s" is no unit of failed. Valid are %.
            """)
    void parse_invalidObjective_namesThePartAndWhatIsValid(String part, String why) {
        assertThatThrownBy(() -> Objectives.parse("SLO", "itl.p50<1s, " + part, "-Dgood", "ttft<1s"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting SLO has the part \"" + part.replace(" ", "") + "\": " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ttfd<1s         | "ttfd" is no metric, did you mean ttft? Known are ttft, itl, answer, recovery, connect, subscribe, silence, delivery, delay, wait, ratio.
            goodput>99%     | "goodput" is no metric. Known are ttft,
            itl<100ms       | each token has its own itl; valid are itl.mean and itl.max of an answer.
            itl.p99<100ms   | each token has its own itl; valid are itl.mean and itl.max of an answer.
            ttft.p99<1s     | an answer has one ttft, which is written without .p99: ttft<1s.
            ttft=1s         | "=" is no operator. Valid are < <= > >=.
            itl.max<9       | nothing is no unit of itl. Valid are ms, s, us.
            """)
    void parse_invalidLimitOfAnAnswer_namesThePartAndWhatIsValid(String part, String why) {
        assertThatThrownBy(() -> Objectives.parse("-Dslo", "", "GOOD", part))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting GOOD has the part \"" + part + "\": " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = "'ttft.p99<1s,' | ',' | 'ttft.p99<1s,,itl.p99<1s'")
    void parse_emptyPart_isRefused(String first, String second, String third) {
        for (var text : new String[] {first, second, third}) {
            assertThatThrownBy(() -> Objectives.parse(text))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("Setting -Dslo has an empty part; ");
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void parse_everyMetricOfTheTable_canHaveAnObjective(Metric metric) {
        var unit = metric.unit().accepted().keySet().iterator().next();
        var objectives = Objectives.parse(metric.shortName() + ".p99<2" + unit);
        assertThat(objectives.list()).hasSize(1);
        assertThat(objectives.good()).isNull();
        var perToken = metric.has(Metric.Trait.PER_TOKEN) ? ".max" : "";
        assertThat(Objectives.parse("", "", "", metric.shortName() + perToken + "<2" + unit)
                        .good())
                .hasToString(metric.shortName() + perToken + "<2" + unit);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ttft.p99<500ms, itl.p99<100ms, delay.p99<50ms, goodput>99%, failed<0.1% | ttft<500ms, itl.mean<100ms, delay.mean<50ms
            ttft.p50<100ms, ttft.p90<=300ms, ttft.p99<500ms, goodput>9/s            | ttft<500ms
            ttft.max<0.5s, ttft.p99<400ms, ratio.p95<1.2, goodput>99%                | ttft<0.5s, ratio<1.2
            """)
    void parse_goodputAlone_takesTheLimitsOnHighPercentilesForEachAnswer(String slo, String good) {
        assertThat(Objectives.parse(slo).good()).hasToString(good);
    }

    @Test
    void parse_goodputWithNothingThatSaysWhatIsGood_asksForIt() {
        assertThatThrownBy(() -> Objectives.parse("ttft.p50<1s, goodput>99%"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("Setting -Dslo has the part \"goodput>99%\", but nothing says which answers are good."
                        + " Add -Dgood, such as -Dgood=\"ttft<800ms, itl.max<500ms\".");
    }

    @Test
    void parse_nothing_hasNoObjectives() {
        assertThat(Objectives.parse(" ")).isEqualTo(Objectives.NONE);
    }

    @Test
    void answersNeeded_ofEachKind_areTheLeastThatCanShowIt() {
        Map.of(
                        "ttft.p99<1s", 1000L,
                        "ttft.p50<1s", 20L,
                        // Tokens of one answer count as one.
                        "itl.p99<1s", 368L,
                        "itl.p99.9<1s", 3688L,
                        "ttft.mean<1s", 100L,
                        "ttft.max<1s", 1L,
                        "failed<0.1%", 3688L,
                        "goodput>99%", 368L,
                        "goodput>5/s", 1L)
                .forEach((text, needed) -> assertThat(Objectives.parse("-Dslo", text, "-Dgood", "ttft<1s")
                                .list()
                                .get(0)
                                .answersNeeded())
                        .as(text)
                        .isEqualTo(needed));
    }

    @Test
    void good_anAnswer_meetsAllLimitsOrNotOrIsNotKnown() {
        var good = Objects.requireNonNull(Objectives.parse("", "", "", "ttft<800ms, itl.max<=500ms, itl.mean<200ms")
                .good());
        var answer = new AnswerValues();
        assertThat(good.judge(answer)).hasToString("NOT_KNOWN");
        answer.add(Metric.TTFT, 799_000);
        assertThat(good.judge(answer)).hasToString("NOT_KNOWN");
        answer.add(Metric.INTER_TOKEN_LATENCY, 500_000);
        assertThat(good.judge(answer)).as("the mean is too long").hasToString("NOT_GOOD");
        answer.add(Metric.INTER_TOKEN_LATENCY, 10_000);
        answer.add(Metric.INTER_TOKEN_LATENCY, 10_000);
        assertThat(good.judge(answer)).hasToString("GOOD");
        answer.add(Metric.TTFT_FROM_ARRIVAL, 801_000);
        assertThat(good.judge(answer)).as("it counts from the arrival").hasToString("NOT_GOOD");
    }
}
