package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/api.md to {@code openapi.json}. With {@code -Dapi.write} it writes the page anew. */
class ApiPageTest {
    private static final Path PAGE = Path.of("docs", "api.md");

    private static ObjectNode document() throws IOException {
        return (ObjectNode) new JsonMapper().readTree(OpenApiHandler.document());
    }

    @Test
    void page_isWhatTheDocumentGives() throws IOException {
        var markdown = ApiPage.markdown(document());
        if (System.getProperty("api.write") != null) {
            Files.writeString(PAGE, markdown);
        }
        assertThat(Files.readString(PAGE))
                .as("%s differs from openapi.json; write it anew: mvn test -Dtest=ApiPageTest -Dapi.write", PAGE)
                .isEqualTo(markdown);
    }

    @Test
    void page_itsLinks_haveOneHeadingEach() throws IOException {
        var markdown = ApiPage.markdown(document());
        var headings = Pattern.compile("(?m)^#+ (.+)$")
                .matcher(markdown)
                .results()
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .toList();
        assertThat(headings).doesNotHaveDuplicates();
        assertThat(Pattern.compile("\\(#([^)]+)\\)").matcher(markdown).results().map(match -> match.group(1)))
                .hasSizeGreaterThan(100)
                .isSubsetOf(headings);
    }

    @Test
    void page_itsLines_areShort() throws IOException {
        assertThat(ApiPage.markdown(document()).lines())
                .allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 120);
    }

    @Test
    void markdown_somethingThatItCannotShow_isAnError() throws IOException {
        var document = document();
        ((ObjectNode) document.at("/components/schemas/RunRequest/properties/words")).put("multipleOf", 2);
        assertThatThrownBy(() -> ApiPage.markdown(document))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multipleOf");
    }
}
