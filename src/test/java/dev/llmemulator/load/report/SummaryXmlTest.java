package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SummaryXmlTest {
    @Test
    void of_passedRun_isASuiteWithoutFailures() throws Exception {
        Element suite = parsed(ExampleRuns.passed());
        assertThat(suite.getTagName()).isEqualTo("testsuite");
        assertThat(suite.getAttribute("name")).isEqualTo("StreamedAnswers");
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(suite.getAttribute("timestamp")).isEqualTo("2026-11-23T12:34:56.789Z");
        var cases = elements(suite, "testcase");
        assertThat(suite.getAttribute("tests")).isEqualTo(String.valueOf(cases.size()));
        assertThat(cases).extracting(each -> each.getAttribute("name")).contains("answers are whole");
        assertThat(elements(suite, "failure")).isEmpty();
        assertThat(elements(suite, "property"))
                .extracting(each -> each.getAttribute("name"))
                .contains("clients");
    }

    @Test
    void of_anyRun_hasThePercentilesOfEveryMetricAsProperties() throws Exception {
        assertThat(elements(parsed(ExampleRuns.passed()), "property"))
                .extracting(each -> each.getAttribute("name") + " = " + each.getAttribute("value"))
                .contains("TTFT p50, ms = 6.0", "answer / ideal p99, ratio = 1.010")
                .noneMatch(each -> each.startsWith("TTFT p999"));
    }

    @Test
    void of_failedRun_namesWhatWasRequiredAndWhatWas() throws Exception {
        Element suite = parsed(ExampleRuns.failedBecause("connect refused"));
        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        assertThat(elements(suite, "failure"))
                .extracting(each -> each.getAttribute("message"))
                .containsExactly(
                        "required: at most 0 failed; actual: 1 failed, mostly: connect refused (1)",
                        "required: at least 1; actual: 0");
    }

    @Test
    void of_objectives_isOneCaseForEachThatFailsIfMissedAndErrsIfUndecided() throws Exception {
        Element suite = parsed(ExampleRuns.withObjectives("ttft.p99<5ms, itl.p99.9<1s, goodput>50%"));
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("tests"))
                .isEqualTo(String.valueOf(elements(suite, "testcase").size()));
        assertThat(elements(suite, "testcase"))
                .extracting(each -> each.getAttribute("name"))
                .endsWith("ttft.p99<5ms", "itl.p99.9<1s", "goodput>50%");
        assertThat(elements(suite, "failure"))
                .singleElement()
                .matches(each -> each.getAttribute("type").equals("MISSED")
                        && each.getAttribute("message").startsWith("TTFT from arrival p99 is 11.2 ms"));
        assertThat(elements(suite, "error"))
                .singleElement()
                .matches(each -> each.getAttribute("type").equals("UNDECIDED")
                        && each.getAttribute("message").startsWith("Too few answers"));
    }

    @Test
    void of_invalidRun_failsTheCriterionWithCauseAndAdvice() throws Exception {
        assertThat(elements(parsed(ExampleRuns.invalid()), "failure"))
                .singleElement()
                .matches(each -> each.getAttribute("type").equals("INVALID"))
                .extracting(each -> each.getAttribute("message"))
                .asString()
                .startsWith(
                        "required: at most 1 % of its probes more than 50 ms late; actual: 100.0 % on event loops, ")
                .contains(", because garbage collection ", "; what to do: fewer clients");
    }

    @Test
    void of_violations_namesTheirKinds() throws Exception {
        assertThat(elements(parsed(ExampleRuns.failed()), "failure"))
                .extracting(each -> each.getAttribute("message"))
                .anyMatch(
                        each -> each.startsWith("required: no violation; actual: 1 x foreign session, 1 x lost token"));
    }

    @Test
    void of_messageWithMarkupAndControlCharacters_isParsedAsItWas() throws Exception {
        Element suite = parsed(ExampleRuns.failedBecause("a \"quoted\" <b>&amp;</b> \u0000\u001b\ud800 é 😀"));
        assertThat(elements(suite, "failure").get(0).getAttribute("message"))
                .contains("a \"quoted\" <b>&amp;</b> \ufffd\ufffd\ufffd é 😀");
    }

    private static Element parsed(Summary summary) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(SummaryXml.of(summary))))
                .getDocumentElement();
    }

    private static List<Element> elements(Element parent, String name) {
        var nodes = parent.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (var i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
