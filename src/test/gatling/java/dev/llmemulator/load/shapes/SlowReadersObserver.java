package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.parts.PartFigure;
import dev.llmemulator.load.parts.PartKind;
import dev.llmemulator.load.parts.PartReport;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.LoadSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How many slow readers were cut off, after how long, and what they cost Centrifugo. */
public final class SlowReadersObserver extends AffectedObserver {
    // Of Centrifugo's defaults: 25 s until it asks for a sign of life, 8 s for that, 5 s to close, and some for the
    // machine.
    private static final int CUT_OFF_SECONDS = 45;

    private static final double MB = 1 << 20;
    private static final double MEMORY_FACTOR = 1.5;
    private static final double MEMORY_SLACK_MB = 64;

    public SlowReadersObserver(LoadSettings settings) {
        super(settings);
    }

    @Override
    protected Findings findings(Figures figures) {
        var slow = some().counted(AnswerInProgress.SLOW);
        var bytes = some().counted(AnswerInProgress.BYTES_SLOWLY);
        var cutOff = some().cutOffUs();
        var rate = affected().readKb() == 0 ? "nothing" : affected().readKb() + " KB a second";
        var facts = new LinkedHashMap<String, String>();
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        var criteria = new ArrayList<Criterion>();
        facts.put(
                "slow readers",
                format(
                        "%d users read %s for %d s, %d times; %.1f KB read on these connections",
                        users(), rate, affected().stall().toSeconds(), slow, bytes / 1024.0));
        var cutOffWhen = cutOff.getTotalCount() == 0
                ? "none"
                : format(
                        "%d times, noticed after %.1f to %.1f s",
                        cutOff.getTotalCount(), cutOff.getMinValue() / 1e6, cutOff.getMaxValue() / 1e6);
        facts.put("cut off", cutOffWhen);
        facts.putAll(lost());
        var closedAsSlow = closedAsSlow();
        if (closedAsSlow.isPresent()) {
            // Who reads nothing gets no close frame, and learns only that the connection has ended.
            facts.put("closed by Centrifugo as slow (3008)", format("%.0f times", closedAsSlow.getAsDouble()));
            numbers.put("closed_as_slow", closedAsSlow.getAsDouble());
        }
        numbers.put("slow", (double) slow);
        numbers.put("slow_bytes", (double) bytes);
        numbers.put("cut_off", (double) cutOff.getTotalCount());
        numbers.put("cut_off_first_seconds", cutOff.getTotalCount() == 0 ? null : cutOff.getMinValue() / 1e6);
        numbers.put("cut_off_last_seconds", cutOff.getTotalCount() == 0 ? null : cutOff.getMaxValue() / 1e6);
        criteria.add(new Criterion("users read slowly", "1 time or more", slow + " times", slow > 0));
        if (affected().readKb() == 0 && affected().stall().toSeconds() > CUT_OFF_SECONDS) {
            var inTime = cutOff.getTotalCount() == slow && cutOff.getMaxValue() <= CUT_OFF_SECONDS * 1_000_000L;
            criteria.add(new Criterion(
                    "who reads nothing is cut off",
                    format("%d of %d connections, within %d s", slow, slow, CUT_OFF_SECONDS),
                    cutOffWhen,
                    inTime));
        }
        var before = memoryMb(partsBefore());
        var since = memoryMb(partsSince());
        if (before.isPresent() && since.isPresent()) {
            var limit = before.getAsDouble() * MEMORY_FACTOR + MEMORY_SLACK_MB;
            facts.put(
                    "memory of Centrifugo",
                    format(
                            "at most %.0f MB in a node before, %.0f MB since",
                            before.getAsDouble(), since.getAsDouble()));
            numbers.put("centrifugo_mb_before", before.getAsDouble());
            numbers.put("centrifugo_mb_since", since.getAsDouble());
            criteria.add(new Criterion(
                    "Centrifugo's memory stays bounded",
                    format(
                            "at most %.0f MB: %.1f times that of the first half, and %.0f MB more",
                            limit, MEMORY_FACTOR, MEMORY_SLACK_MB),
                    format("%.0f MB", since.getAsDouble()),
                    since.getAsDouble() <= limit));
        }
        return new Findings(
                format(
                        "%d of the users read %s for %d s; %d of %d connections were cut off.",
                        users(), rate, affected().stall().toSeconds(), cutOff.getTotalCount(), slow),
                facts,
                numbers,
                criteria);
    }

    /** How often, by Centrifugo's own count; empty if no node tells. */
    private OptionalDouble closedAsSlow() {
        return partsSince().parts().stream()
                .filter(each -> each.kind() == PartKind.CENTRIFUGO)
                .map(each -> each.increase(PartFigure.SLOW_CLIENTS))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .reduce(Double::sum);
    }

    private static OptionalDouble memoryMb(PartsReport parts) {
        return parts.parts().stream()
                .filter(each -> each.kind() == PartKind.CENTRIFUGO)
                .map(each -> each.gauge(PartFigure.MEMORY_BYTES))
                .filter(Objects::nonNull)
                .mapToDouble(PartReport.Gauge::most)
                .map(bytes -> bytes / MB)
                .max();
    }
}
