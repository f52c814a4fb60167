package dev.llmemulator.load.sizing;

import dev.llmemulator.load.sizing.MeasuredRun.Part;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sizing sheet as text: a table with a column for each number of users, and how each line came about. */
final class SizingSheet {
    /** From this factor on, the sheet warns. */
    private static final double FAR = 10;

    private static final int WIDTH = 12;
    private static final String UNKNOWN = "not known";

    private final MeasuredRun run;
    private final ModelPace pace;
    private final List<Sizing> columns;
    private final double thinkSeconds;
    private final StringBuilder text = new StringBuilder();

    private SizingSheet(MeasuredRun run, ModelPace pace, List<Double> users, double thinkSeconds) {
        this.run = run;
        this.pace = pace;
        this.thinkSeconds = thinkSeconds;
        this.columns = users.stream()
                .map(count -> new Sizing(run, pace, count, thinkSeconds))
                .toList();
    }

    static String of(MeasuredRun run, ModelPace pace, List<Double> users, double thinkSeconds) {
        return new SizingSheet(run, pace, users, thinkSeconds).write();
    }

    private String write() {
        line(
                "Measured  %s tokens in %s s (%s a second), answers of %s tokens: %s",
                number(run.tokens()),
                number(run.seconds()),
                number(run.tokensPerSecond()),
                number(run.tokensPerAnswer()),
                run.file());
        line(
                "Model     %s: %s tokens in %s s on average, %s a second while it answers",
                pace.model(), number(pace.tokens()), number(pace.seconds()), number(pace.tokensPerSecond()));
        line("");
        row(thinkSeconds == 0 ? "users answering at once" : "users", Sizing::users);
        if (thinkSeconds > 0) {
            row("of them answering at once", Sizing::answering);
        }
        row("tokens a second", Sizing::tokensPerSecond);
        run.parts().forEach(part -> row("cores, " + part.kind(), column -> column.cores(part)));
        row("cores in all", Sizing::cores);
        run.parts().forEach(part -> row("memory, " + part.kind() + " (MB)", column -> column.memoryMb(part)));
        row("WebSockets", Sizing::users);
        row("open questions (POST)", Sizing::answering);
        row("open files of HAProxy", Sizing::filesOfHaproxy);
        row("network to users (Mbit/s)", Sizing::megabitsPerSecond);
        row("times what was measured", Sizing::extrapolated);
        line("");
        explain();
        return text.toString();
    }

    private void explain() {
        line("How, and what it assumes:");
        if (thinkSeconds > 0) {
            line(
                    "- A user is answered %s %% of the time: %s s of every %s s.",
                    number(100 * pace.answering(thinkSeconds)),
                    number(pace.seconds()),
                    number(pace.seconds() + thinkSeconds));
        }
        line("- tokens a second = users answering × %s", number(pace.tokensPerSecond()));
        for (var part : run.parts()) {
            if (part.usPerToken() == null) {
                line("- cores, %s: its processor time was not measured", part.kind());
            } else {
                line(
                        "- cores, %s = tokens a second × %s µs ÷ %s %%",
                        part.kind(), number(part.usPerToken()), number(100 * Sizing.BUSY));
            }
        }
        run.parts().forEach(this::explainMemory);
        line("- open files of HAProxy = 2 × (WebSockets + open questions), one to the user and one to the server");
        line(
                "- network = tokens a second × %d bytes, each token in a packet of its own; inside the cluster about 3 times that",
                Sizing.TOKEN_BYTES);
        line(
                "- A token costs as much as in the run. More answers of more tokens make batches larger and tokens cheaper.");
        limits();
        warnings();
    }

    private void explainMemory(Part part) {
        var kbEach = Sizing.kbEach(part);
        if (kbEach == null || part.baseMb() == null) {
            line(
                    "- memory, %s: not measured, as too little changed in the run; --idle takes it from another one",
                    part.kind());
            return;
        }
        var of = switch (part.kind()) {
            case MeasuredRun.EMULATOR -> "users answering";
            case MeasuredRun.HAPROXY -> "(WebSockets + open questions)";
            case MeasuredRun.REDIS ->
                "tokens a second × %s s (history_ttl)".formatted(number(MeasuredRun.KEPT_SECONDS));
            default -> "WebSockets";
        };
        var source = part.memoryFrom() != null
                ? " (silent users of " + part.memoryFrom() + ")"
                : part.kbEach() == null ? " (by bin/bench streams memory, not of this run)" : "";
        line("- memory, %s = %s MB + %s × %s KB%s", part.kind(), number(part.baseMb()), of, number(kbEach), source);
    }

    private void limits() {
        for (var part : run.parts()) {
            var places = part.placesPerInstance();
            var most = columns.get(columns.size() - 1);
            if (places != null && places > 0 && !part.kind().equals(MeasuredRun.REDIS)) {
                line(
                        "- %s: one takes %s at once (its limit in the run), so %s would need %s",
                        part.kind(),
                        number(places),
                        number(most.most(part.kind())),
                        number(Math.ceil(most.most(part.kind()) / places)));
            }
        }
        var redis = run.parts().stream()
                .filter(part -> part.kind().equals(MeasuredRun.REDIS))
                .findFirst();
        var cores = redis.map(columns.get(columns.size() - 1)::cores);
        if (cores.isPresent() && cores.get() > 1) {
            line(
                    "- redis: one process uses little more than one core, so it would need about %s shards",
                    number(Math.ceil(cores.get())));
        }
    }

    private void warnings() {
        var far = columns.stream().filter(column -> column.extrapolated() > FAR).toList();
        if (!far.isEmpty()) {
            line(
                    "WARNING: from %s users on this is more than %s times what was measured. Measure nearer to it.",
                    number(far.get(0).users()), number(FAR));
        }
        var longer = pace.tokens() / run.tokensPerAnswer();
        if (longer > 2 || longer < 0.5) {
            line(
                    "WARNING: answers of %s tokens were measured, those of this model have %s, so asking for them costs %s a token.",
                    number(run.tokensPerAnswer()), number(pace.tokens()), longer > 1 ? "less" : "more");
        }
    }

    private void row(String label, Function<Sizing, @Nullable Double> value) {
        text.append(String.format(Locale.ROOT, "%-28s", label));
        for (var column : columns) {
            var known = value.apply(column);
            text.append(String.format(Locale.ROOT, "%" + WIDTH + "s", known == null ? UNKNOWN : number(known)));
        }
        text.append('\n');
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Two digits of small numbers, and whole larger ones in groups of three. */
    static String number(double value) {
        var format = value >= 10 || value == Math.rint(value)
                ? "%,.0f"
                : value >= 1 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.2g";
        return String.format(Locale.ROOT, format, value);
    }
}
