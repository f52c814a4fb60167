package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.protocol.Comeback;
import dev.llmemulator.load.protocol.Socket;
import dev.llmemulator.load.protocol.TokenLife;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Renewal;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How often tokens were renewed, in time or late, and how often the server ended something for an old one. */
public final class TokenExpiryObserver extends AffectedObserver {
    private final boolean jitter;

    public TokenExpiryObserver(LoadSettings settings) {
        super(settings);
        jitter = settings.losses().jitter();
    }

    /** The tokens of the affected users. */
    public TokenLife tokens() {
        return new TokenLife(affected().tokenSeconds(), jitter, affected().renewal(), begun()::isDone);
    }

    @Override
    protected Findings findings(Figures figures) {
        var inTime = some().counted(Socket.RENEWED + Renewal.IN_TIME.label());
        var late = some().counted(Socket.RENEWED + Renewal.LATE.label());
        var expired = some().events().entrySet().stream()
                .filter(event -> event.getKey().startsWith(Comeback.LOST)
                        && event.getKey().contains("expired"))
                .mapToLong(event -> event.getValue())
                .sum();
        var endings = figures.endings();
        var facts = new LinkedHashMap<String, String>();
        facts.put("tokens renewed", "%d in time, %d late (10 s after they had expired)".formatted(inTime, late));
        facts.putAll(lost());
        facts.put(
                "answers",
                "%d whole, %d recovered, %d told, %d refused, %d silent"
                        .formatted(
                                endings.count(Ending.WHOLE),
                                endings.count(Ending.RECOVERED),
                                endings.count(Ending.TOLD),
                                endings.count(Ending.REFUSED),
                                endings.count(Ending.SILENT)));
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        numbers.put("renewed_in_time", (double) inTime);
        numbers.put("renewed_late", (double) late);
        numbers.put("expired", (double) expired);
        return new Findings(
                ("Tokens of %d users lasted for %d s, and expired %s; %d were renewed in time, %d late, and %d connections or"
                                + " subscriptions ended.")
                        .formatted(
                                users(),
                                affected().tokenSeconds(),
                                jitter ? "at different times" : "together",
                                inTime,
                                late,
                                expired),
                facts,
                numbers,
                List.of(new Criterion(
                        "tokens expire in answers",
                        "1 time or more",
                        (inTime + late + expired) + " times",
                        inTime + late + expired > 0)));
    }
}
