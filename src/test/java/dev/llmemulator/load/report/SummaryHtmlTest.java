package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text of the page; SummaryPageIT opens it in a browser. */
class SummaryHtmlTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)><!-- {{script}} {{data}} \\";

    @Test
    void page_anyRun_isWholeAndNeedsNoOtherFile() throws Exception {
        String page = SummaryHtml.of(SummaryJson.of(ExampleRuns.passed()));
        assertThat(page)
                .doesNotContainPattern("\\{\\{[a-z ]+}}")
                .doesNotContain("sourceMappingURL")
                .contains("Chart.js v", "Released under the MIT License");
        assertThat(page.length()).isLessThan(1_000_000);
    }

    @Test
    void page_hostileMessage_standsInTheDataAndEndsNoElement() throws Exception {
        String json = SummaryJson.of(ExampleRuns.failedBecause(HOSTILE));
        String page = SummaryHtml.of(json);
        assertThat(page.split("</script>", -1)).hasSize(5);
        var start = "<script type=\"application/json\" id=\"summary\">";
        var data = page.substring(page.indexOf(start) + start.length());
        var mapper = new JsonMapper();
        assertThat(mapper.readTree(data.substring(0, data.indexOf("</script>"))))
                .isEqualTo(mapper.readTree(json));
        assertThat(json).contains("onerror");
    }

    @Test
    void write_halfACharacterInAMessage_isAQuestionMarkAndNoFailure(@TempDir Path folder) throws Exception {
        SummaryFile.PAGE.write(ExampleRuns.failedBecause("broken \ud800 text"), folder);
        assertThat(Files.readString(folder.resolve("summary.html"), StandardCharsets.UTF_8))
                .contains("broken ? text");
    }
}
