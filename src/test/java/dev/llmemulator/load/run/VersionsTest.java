package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class VersionsTest {
    @Test
    void current_thisProcess_hasTheNamesThatTheSchemaOfTheSummaryDescribes() throws Exception {
        var described = new ArrayList<String>();
        new JsonMapper()
                .readTree(VersionsTest.class.getResourceAsStream("/summary.schema.json"))
                .at("/properties/versions/properties")
                .fieldNames()
                .forEachRemaining(described::add);
        assertThat(Versions.current()).containsOnlyKeys(described);
    }
}
