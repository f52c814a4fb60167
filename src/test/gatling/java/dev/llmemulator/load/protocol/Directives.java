package dev.llmemulator.load.protocol;

import dev.llmemulator.load.settings.AnswerShape;
import dev.llmemulator.load.settings.LoadSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a question tells the emulator: which answer to give. */
final class Directives {
    private static final String TOKEN = "ask ";
    private static final String QUESTION = "What would a language model say?";

    // Far apart, so that neighbouring users' answers do not share a seed.
    private static final long SEEDS_PER_USER = 1_000_003;

    // Short, because every token carries it; long enough to tell the answers of a run apart.
    private static final int TAG_LENGTH = 8;

    private Directives() {}

    /** The seed of one answer. */
    static long seed(LoadSettings settings, long userNumber, int cycle) {
        return settings.seed() + userNumber * SEEDS_PER_USER + cycle;
    }

    /** The name of an answer in its traced text. */
    static String tag(AnswerInProgress answer) {
        return answer.id().substring(Math.max(0, answer.id().length() - TAG_LENGTH));
    }

    /** A question of so many tokens, at about four letters each, cut where it would be too long; null for the usual one. */
    static String question(@Nullable Integer tokens, int mostLetters) {
        return tokens == null ? QUESTION : TOKEN.repeat(Math.min(tokens, mostLetters / TOKEN.length()));
    }

    /** What an answer asks for, by name; without what it leaves to the model. */
    static Map<String, String> of(AnswerShape wanted, LoadSettings settings, long userNumber, int cycle) {
        var named = new LinkedHashMap<String, String>();
        if (wanted.length() != null) {
            named.put("words", String.valueOf(wanted.length()));
        }
        putSeconds(named, "delay", wanted.delay());
        putSeconds(named, "ttft", wanted.ttft());
        named.put("model", wanted.model());
        named.put("seed", String.valueOf(seed(settings, userNumber, cycle)));
        return named;
    }

    private static void putSeconds(Map<String, String> named, String name, @Nullable Duration duration) {
        if (duration != null) {
            var seconds = BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
            named.put(name, seconds.toPlainString());
        }
    }

    /** As they stand in a question. */
    static String text(Map<String, String> named, @Nullable String tag) {
        var text = new StringJoiner(" ", "[[", "]]");
        named.forEach((name, value) -> text.add(name + "=" + value));
        if (tag != null) {
            text.add("traced tag=" + tag);
        }
        return text.toString();
    }
}
