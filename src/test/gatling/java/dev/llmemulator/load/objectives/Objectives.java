package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.settings.InvalidSettingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run must reach: the parsed {@code -Dslo} and {@code -Dgood}.
 *
 * @param good what makes an answer a good one; null if goodput is not asked for
 */
public record Objectives(List<Objective> list, @Nullable GoodAnswer good) {
    public static final Objectives NONE = new Objectives(List.of(), null);

    private static final String SLO = "-Dslo";
    private static final String GOOD = "-Dgood";

    /** Parses objectives, and takes what makes an answer good from them; see {@link #parse(String, String, String, String)}. */
    public static Objectives parse(String text) {
        return parse(SLO, text, GOOD, "");
    }

    /**
     * Parses both settings, each of which may be empty. If no setting says what makes an answer good although an objective is on
     * goodput, each answer must keep to the limits of the other objectives, as far as they are on high percentiles.
     *
     * @param slo the name under which the objectives were given, for messages
     * @param good the name under which good answers were described
     * @throws InvalidSettingException if a part is not understood; it names the part and lists what is valid
     */
    public static Objectives parse(String slo, String sloText, String good, String goodText) {
        var list = sloText.isBlank()
                ? List.<Objective>of()
                : Part.split(slo, sloText).stream().map(Objective::of).toList();
        if (!goodText.isBlank()) {
            return new Objectives(list, GoodAnswer.parse(good, goodText));
        }
        var onGoodput = list.stream().filter(Objective::needsGoodAnswers).findFirst();
        return new Objectives(list, onGoodput.isEmpty() ? null : derived(slo, list, onGoodput.get()));
    }

    private static GoodAnswer derived(String slo, List<Objective> list, Objective onGoodput) {
        var loosest = new LinkedHashMap<String, AnswerLimit>();
        for (Objective each : list) {
            var limit = each.forEachAnswer();
            if (limit != null) {
                loosest.merge(limit.metrics().get(0).shortName(), limit, (a, b) -> a.limit() >= b.limit() ? a : b);
            }
        }
        if (loosest.isEmpty()) {
            throw new InvalidSettingException(
                    ("Setting %s has the part \"%s\", but nothing says which answers are good. Add %s, such as"
                                    + " %s=\"ttft<800ms, itl.max<500ms\".")
                            .formatted(slo, onGoodput.text(), GOOD, GOOD));
        }
        return new GoodAnswer(List.copyOf(loosest.values()));
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    /** Whether an objective says how many answers may fail. */
    public boolean allowFailures() {
        return list.stream().anyMatch(each -> each.isOn(ShareQuantity.FAILED));
    }

    /** Whether all of them hold in one interval of a run, however few its values are. */
    public boolean holdIn(Interval interval) {
        return list.stream().allMatch(each -> each.holdsIn(interval));
    }

    /** Lines for people before a run of so many answers: the objectives, and those that will stay undecided. */
    public List<String> outlook(long answers) {
        var lines = new ArrayList<String>();
        if (!list.isEmpty()) {
            lines.add("Objectives: " + this + ".");
        }
        if (good != null) {
            lines.add("A good answer is complete, and has " + good + ".");
        }
        var tooFew = list.stream()
                .filter(each -> each.answersNeeded() > answers)
                .map(each -> String.format(Locale.ROOT, "%s (%,d)", each, each.answersNeeded()))
                .collect(Collectors.joining(", "));
        if (!tooFew.isEmpty()) {
            lines.add(String.format(Locale.ROOT, "%,d answers are too few to meet %s.", answers, tooFew));
        }
        return lines;
    }

    /** Judges a run by its figures. */
    public List<Judged> judge(Figures figures) {
        return judge(figures, WhyNone.UNKNOWN);
    }

    /** Judges a run by its figures, of which something says why there may be none. */
    public List<Judged> judge(Figures figures, WhyNone why) {
        return list.stream().map(each -> each.judge(figures, good, why)).toList();
    }

    /** As they are written in {@code -Dslo}. */
    @Override
    public String toString() {
        return list.stream().map(Objective::text).collect(Collectors.joining(", "));
    }
}
