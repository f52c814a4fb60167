package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.objectives.Judged;
import dev.llmemulator.load.objectives.Judged.State;
import dev.llmemulator.load.report.Verdict.Criterion;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * A summary for CI servers, in the XML of JUnit. The run is a test suite, and each criterion of its verdict and each objective is a test
 * case: a failure if it was missed, an error if it cannot be told. Settings and percentiles are properties of the suite.
 */
final class SummaryXml {
    // Messages of servers can hold characters that XML cannot represent.
    private static final Pattern ILLEGAL =
            Pattern.compile("[^\\t\\n\\r -\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private static final String FAILURE = "failure";

    private SummaryXml() {}

    static String of(Summary summary) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            writeSuite(summary, xml);
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Writing to memory cannot fail", e);
        }
        return text.append('\n').toString();
    }

    private static void writeSuite(Summary summary, XMLStreamWriter xml) throws XMLStreamException {
        var criteria = summary.verdict().criteria();
        xml.writeStartElement("testsuite");
        attribute(xml, "name", summary.simulation());
        var objectives = summary.verdict().objectives();
        var notMet = criteria.stream().filter(each -> !each.met()).count();
        attribute(xml, "tests", criteria.size() + objectives.size());
        attribute(xml, "failures", notMet + summary.verdict().count(State.MISSED));
        attribute(xml, "errors", summary.verdict().count(State.UNDECIDED));
        attribute(xml, "skipped", 0);
        attribute(xml, "time", seconds(summary));
        attribute(xml, "timestamp", summary.started());
        xml.writeStartElement("properties");
        for (Map.Entry<String, Object> setting : summary.settingsByName().entrySet()) {
            writeProperty(setting.getKey(), setting.getValue(), xml);
        }
        for (Map.Entry<Metric, Percentiles> each : summary.percentiles().entrySet()) {
            writePercentiles(each.getKey(), each.getValue(), xml);
        }
        xml.writeEndElement();
        for (Criterion criterion : criteria) {
            var fault = criterion.met() ? "" : FAILURE;
            var message = "required: " + criterion.required() + "; actual: " + criterion.actual();
            writeCase(summary, criterion.name(), fault, summary.verdict().outcome(), message, xml);
        }
        for (Judged each : objectives) {
            var fault = switch (each.state()) {
                case MET -> "";
                case MISSED -> FAILURE;
                case UNDECIDED -> "error";
            };
            writeCase(summary, each.objective().text(), fault, each.state(), each.why(), xml);
        }
        xml.writeEndElement();
    }

    private static void writePercentiles(Metric metric, Percentiles percentiles, XMLStreamWriter xml)
            throws XMLStreamException {
        var unit = metric.unit();
        for (Map.Entry<String, @Nullable Percentile> each : percentiles.byName().entrySet()) {
            var percentile = each.getValue();
            if (percentile != null) {
                var name = "%s %s, %s".formatted(metric.title(), each.getKey(), unit.symbol());
                writeProperty(name, unit.format(percentile.value()), xml);
            }
        }
    }

    private static void writeProperty(String name, Object value, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeEmptyElement("property");
        attribute(xml, "name", name);
        attribute(xml, "value", value);
    }

    private static void writeCase(
            Summary summary, String name, String fault, Object type, String message, XMLStreamWriter xml)
            throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute(xml, "classname", summary.simulation());
        attribute(xml, "name", name);
        attribute(xml, "time", seconds(summary));
        if (!fault.isEmpty()) {
            xml.writeStartElement(fault);
            attribute(xml, "type", type);
            attribute(xml, "message", message);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String seconds(Summary summary) {
        return String.format(Locale.ROOT, "%.3f", summary.figures().seconds());
    }

    private static void attribute(XMLStreamWriter xml, String name, Object value) throws XMLStreamException {
        xml.writeAttribute(name, ILLEGAL.matcher(value.toString()).replaceAll("\uFFFD"));
    }
}
