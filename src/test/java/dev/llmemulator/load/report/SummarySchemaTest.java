package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmemulator.load.capacity.ExampleReport;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.parts.PartFigure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether {@code summary.json} follows its schema, and the schema describes all of it. */
class SummarySchemaTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path COMMITTED = Path.of("src", "test", "gatling", "resources", "summary.schema.json");
    private static final JsonNode TREE = readSchema();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TREE);

    static Stream<Summary> runs() {
        return Stream.of(
                ExampleRuns.passed(),
                ExampleRuns.failed(),
                ExampleRuns.failedBecause("POST replied 500 \"<broken>\""),
                ExampleRuns.invalid(),
                ExampleRuns.interrupted(),
                ExampleRuns.empty(),
                ExampleRuns.withoutIdeal(),
                ExampleRuns.clockEstimated(),
                ExampleRuns.ofAModel(),
                ExampleRuns.watched(),
                ExampleRuns.observed(),
                ExampleRuns.byProfile(),
                ExampleRuns.traced(),
                ExampleRuns.withObjectives("ttft.p99<5ms, itl.p99<1s, goodput>70%, wait.p99.9<1s"),
                ExampleRuns.withFaults(""),
                ExampleRuns.withFaults("it failed with exit code 1: no such part"),
                ExampleRuns.capacity(ExampleReport.found()),
                ExampleRuns.capacity(ExampleReport.nothing()));
    }

    @Test
    void schema_metrics_areThoseOfTheTable() throws IOException {
        var wanted = Path.of("target", "summary.schema.json");
        Files.createDirectories(wanted.getParent());
        Files.writeString(wanted, JSON.writer(asCommitted()).writeValueAsString(withMetrics()) + "\n");
        assertThat(Files.readAllLines(COMMITTED).equals(Files.readAllLines(wanted)))
                .as("The schema has the metrics of the table. To renew it: cp %s %s", wanted, COMMITTED)
                .isTrue();
    }

    /** The committed schema with its metrics taken from the table. */
    private static ObjectNode withMetrics() {
        ObjectNode schema = TREE.deepCopy();
        schema.withObject("/properties/percentiles_ms/properties").removeAll();
        for (Metric metric : Metric.values()) {
            var parent = metric.unit().jsonParent();
            var property = schema.withObject("/properties" + (parent.isEmpty() ? "" : parent + "/properties"))
                    .putObject(metric.jsonName())
                    .put("description", metric.description());
            if (parent.isEmpty()) {
                property.withArray("oneOf").addObject().put("$ref", "#/$defs/percentiles");
                property.withArray("oneOf").addObject().put("type", "null");
            } else {
                property.put("$ref", "#/$defs/percentiles");
            }
        }
        ObjectNode point = schema.withObject("/$defs/point/properties");
        point.properties().removeIf(each -> each.getValue().has("$ref"));
        for (Metric metric : Metric.overTime()) {
            point.putObject(metric.jsonName())
                    .put("description", metric.description() + " Left out if there is no value.")
                    .put("$ref", "#/$defs/interval_percentiles");
        }
        addPartFigures(schema);
        return schema;
    }

    private static void addPartFigures(ObjectNode schema) {
        var part = (ObjectNode) schema.at("/properties/parts/oneOf/0/properties/watched/items/properties");
        for (String group : List.of("totals", "gauges", "series")) {
            part.withObject("/" + group + "/properties").removeAll();
        }
        for (PartFigure figure : PartFigure.values()) {
            if (figure.isCounter()) {
                part.withObject("/totals/properties")
                        .putObject(figure.jsonName())
                        .put("description", figure.description())
                        .put("type", "number");
            } else if (figure != PartFigure.PROCESSORS) {
                part.withObject("/gauges/properties")
                        .putObject(figure.jsonName())
                        .put("description", figure.description())
                        .put("$ref", "#/$defs/gauge");
            }
            if (!figure.isLimit()) {
                part.withObject("/series/properties")
                        .putObject(figure.seriesName())
                        .put("description", figure.description())
                        .put("$ref", "#/$defs/part_series");
            }
        }
    }

    private static PrettyPrinter asCommitted() {
        var indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void json_run_keepsToTheSchema(Summary run) {
        assertThat(errors(SummaryJson.tree(run))).isEmpty();
    }

    @Test
    void json_fullRun_hasEveryPropertyThatTheSchemaDescribes() {
        ObjectNode json = SummaryJson.tree(ExampleRuns.failed());
        assertThat(names(json)).isEqualTo(names(TREE.path("properties")));
        for (String optional : List.of("percentiles_ms", "violations")) {
            assertThat(names(json.path(optional)))
                    .isEqualTo(names(TREE.path("properties").path(optional).path("properties")));
        }
    }

    @Test
    void schema_fieldThatItDoesNotDescribe_isRefusedWhereverItIs() {
        assertThat(errors(SummaryJson.tree(ExampleRuns.passed()).put("surprise", 1)))
                .hasSize(1);
        for (String object : List.of("answers", "percentiles_ms", "self_check", "settings", "violations", "versions")) {
            ObjectNode json = SummaryJson.tree(ExampleRuns.passed());
            json.withObject("/" + object).put("surprise", 1);
            assertThat(errors(json)).as(object).hasSize(1);
        }
    }

    @Test
    void schema_fieldMissing_isRefused() {
        for (String name : names(TREE.path("properties"))) {
            ObjectNode json = SummaryJson.tree(ExampleRuns.passed());
            json.remove(name);
            assertThat(errors(json)).as(name).hasSize(1);
        }
    }

    @Test
    void schema_everyObject_isClosedAndDescribesItsProperties() {
        var faults = new ArrayList<String>();
        inspect("", TREE, faults);
        assertThat(faults).isEmpty();
    }

    private static void inspect(String path, JsonNode node, List<String> faults) {
        if (node.has("properties")
                && !node.path("additionalProperties")
                        .equals(JSON.getNodeFactory().booleanNode(false))) {
            faults.add(path + " lets other properties in");
        }
        node.path("properties").properties().forEach(property -> {
            if (!property.getValue().path("description").asText().endsWith(".")) {
                faults.add(path + "/" + property.getKey() + " has no description");
            }
        });
        node.properties().forEach(child -> inspect(path + "/" + child.getKey(), child.getValue(), faults));
    }

    private static List<String> errors(JsonNode json) {
        return SCHEMA.validate(json).stream().map(Object::toString).toList();
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode readSchema() {
        try (var schema = SummarySchemaTest.class.getResourceAsStream("/summary.schema.json")) {
            return JSON.readTree(Objects.requireNonNull(schema));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
