package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
    @Test
    void parse_page_readsEverySampleWithItsLabels() throws IOException {
        var text = PrometheusText.parse("""
                # HELP http_requests_total Requests.
                # TYPE http_requests_total counter
                http_requests_total{method="post",code="200"} 1027 1395066363000
                http_requests_total{ method = "post" , code = "400", } 3

                msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot \\"find\\"\\nit"} 1.458255915e9
                metric_without_labels 12.47
                \tsystem:rules:sum  -.5e-1\t
                something_weird{problem="division by zero"} +Inf -3982045
                nothing NaN
                """);
        assertThat(text.sum("http_requests_total")).isEqualTo(1030);
        assertThat(text.sum("http_requests_total", labels -> "400".equals(labels.get("code"))))
                .isEqualTo(3);
        assertThat(text.sum("http_requests_total", labels -> "500".equals(labels.get("code"))))
                .isNaN();
        assertThat(text.samples("msdos_file_access_time_seconds").get(0).labels())
                .isEqualTo(Map.of("path", "C:\\DIR\\FILE.TXT", "error", "Cannot \"find\"\nit"));
        assertThat(text.sum("metric_without_labels")).isEqualTo(12.47);
        assertThat(text.sum("system:rules:sum")).isEqualTo(-0.05);
        assertThat(text.sum("something_weird")).isInfinite();
        assertThat(text.sum("nothing")).isNaN();
        assertThat(text.sum("absent")).isNaN();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a b",
                "a 1 2 3",
                "a 1 2.5",
                "a 0x1p3",
                "a 1f",
                "a Infinity",
                "a 1e",
                "a-b 1",
                "a{ 1",
                "a{b=\"c\" 1",
                "a{b=c} 1",
                "a{b=\"c} 1",
                "a{b=\"\\t\"} 1",
                "a{b=\"c\"d=\"e\"} 1",
                "a{b=\"c\",b=\"d\"} 1",
                "a{b:c=\"d\"} 1",
                "a{=\"d\"} 1",
                "a{b=\"c\"}"
            })
    void sum_lineThatIsNoSample_refusesItsMetricAndNamesTheLine(String line) throws IOException {
        var text = PrometheusText.parse("fine 1\n" + line + "\na 5\n");
        assertThatThrownBy(() -> text.sum("a"))
                .isInstanceOf(IOException.class)
                .hasMessage("line 2 of its page is no metric");
        assertThat(text.sum("fine")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "9a 1", "{b=\"c\"} 1"})
    void parse_lineWithoutAName_refusesThePage(String line) {
        assertThatThrownBy(() -> PrometheusText.parse("fine 1\n" + line + "\n"))
                .hasMessage("line 2 of its page is no metric");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n"})
    void parse_pageWithoutSamples_isRefused(String page) {
        assertThatThrownBy(() -> PrometheusText.parse(page)).hasMessage("its page has no metrics");
    }
}
