package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.parts.CpuRow;
import dev.llmemulator.load.parts.FullPart;
import dev.llmemulator.load.parts.NearestPart;
import dev.llmemulator.load.parts.NotWatched;
import dev.llmemulator.load.parts.PartFigure;
import dev.llmemulator.load.parts.PartReport;
import dev.llmemulator.load.parts.PartsReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of the cluster in {@code summary.json}. */
final class PartsJson {
    // Nobody reads more digits of what is measured once a second.
    private static final MathContext DIGITS = new MathContext(6);

    private PartsJson() {}

    /** Null if nothing was watched. */
    static @Nullable ObjectNode of(PartsReport parts) {
        if (!parts.isWatched()) {
            return null;
        }
        var tree = JsonNodeFactory.instance
                .objectNode()
                .put("seconds", parts.seconds())
                .put("interval_seconds", parts.intervalSeconds())
                .put("series_second", parts.seriesSecond())
                .put("processors", parts.processors())
                .put("tokens", parts.tokens());
        var full = tree.putArray("full");
        for (FullPart each : parts.fullParts()) {
            full.addObject()
                    .put("part", each.part())
                    .put("what", each.what().name().toLowerCase(Locale.ROOT))
                    .put("sentence", each.sentence());
        }
        tree.set("nearest", parts.nearestPart().map(PartsJson::nearest).orElse(null));
        var cpu = tree.putArray("cpu");
        for (CpuRow row : parts.cpu()) {
            cpu.addObject()
                    .put("part", row.part())
                    .put("instances", row.instances())
                    .put("elsewhere", row.elsewhere())
                    .put("seconds", shortened(row.seconds()))
                    .put("share", shortened(row.share()))
                    .put("us_per_token", shortened(row.usPerToken()));
        }
        var watched = tree.putArray("watched");
        parts.parts().forEach(part -> watched.add(part(parts, part)));
        var notWatched = tree.putArray("not_watched");
        for (NotWatched each : parts.notWatched()) {
            notWatched
                    .addObject()
                    .put("name", each.name())
                    .put("reason", each.reason())
                    .put("how", each.how());
        }
        return tree;
    }

    private static ObjectNode nearest(NearestPart nearest) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("part", nearest.part())
                .put("what", nearest.what().name().toLowerCase(Locale.ROOT))
                .put("share", shortened(nearest.share()))
                .put("sentence", nearest.sentence());
    }

    private static ObjectNode part(PartsReport parts, PartReport part) {
        var bytes = part.bytesPerConnection();
        var tree = JsonNodeFactory.instance
                .objectNode()
                .put("name", part.name())
                .put("kind", part.kind().jsonName())
                .put("address", part.address())
                .put("on_this_machine", part.isHere())
                .put("processors", part.limit(PartFigure.PROCESSORS))
                .put("kb_per_connection", bytes == null ? null : shortened(bytes / 1000));
        var totals = tree.putObject("totals");
        var gauges = tree.putObject("gauges");
        var series = tree.putObject("series");
        for (PartFigure figure : PartFigure.values()) {
            if (figure.isCounter()) {
                var increase = part.increase(figure);
                if (increase != null) {
                    totals.put(figure.jsonName(), shortened(increase));
                }
            } else {
                addGauge(part, figure, gauges);
            }
            if (!figure.isLimit()) {
                addSeries(parts, part, figure, series);
            }
        }
        return tree;
    }

    private static void addGauge(PartReport part, PartFigure figure, ObjectNode gauges) {
        var gauge = part.gauge(figure);
        if (gauge != null && figure != PartFigure.PROCESSORS) {
            gauges.putObject(figure.jsonName())
                    .put("first", shortened(gauge.first()))
                    .put("mean", shortened(gauge.mean()))
                    .put("most", shortened(gauge.most()))
                    .put("last", shortened(gauge.last()));
        }
    }

    private static void addSeries(PartsReport parts, PartReport part, PartFigure figure, ObjectNode series) {
        var values = parts.series(part, figure);
        if (values.stream().anyMatch(Objects::nonNull)) {
            var array = series.putArray(figure.seriesName());
            values.forEach(value -> array.add(shortened(value)));
        }
    }

    private static @Nullable BigDecimal shortened(@Nullable Double value) {
        if (value == null) {
            return null;
        }
        var rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
