package dev.llmemulator.load.truth;

import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the emulator does for one answer, step by step.
 *
 * @param total tokens that marker and reply speak of
 * @param fault as what it has to be reported; null if the answer comes whole
 */
record Script(int total, List<Step> steps, @Nullable Fault fault) {
    /**
     * What is wrong with an answer.
     *
     * @param kind that it is counted by
     * @param reason in full
     */
    record Fault(String kind, String reason, List<AnomalyKind> violations) {}

    /** Begins a script. */
    static ScriptBuilder begin() {
        return new ScriptBuilder();
    }

    /** The same script with the HTTP reply before everything else. */
    Script replyingFirst() {
        var all = new ArrayList<Step>();
        all.add(new Step.Reply(0, 200));
        all.addAll(steps);
        return new Script(total, all, fault);
    }

    /**
     * The text of a token; every third one has a character that the load test's fast reader leaves to its JSON parser.
     */
    static String text(int index) {
        return (index % 3 == 1 ? "\u0175" : "w") + index + " ";
    }

    String text() {
        return IntStream.range(0, total).mapToObj(Script::text).collect(Collectors.joining());
    }

    String sha256() {
        return Sha256.of(text());
    }
}
