package dev.llmemulator.load.faults;

import static dev.llmemulator.load.faults.Fault.ANOTHER_ANSWER;
import static dev.llmemulator.load.faults.Fault.BOTH_COUNTS;
import static dev.llmemulator.load.faults.Fault.BOTH_HASHES;
import static dev.llmemulator.load.faults.Fault.BROKEN_OFF;
import static dev.llmemulator.load.faults.Fault.DELIVERED_OUT_OF_ORDER;
import static dev.llmemulator.load.faults.Fault.LOST_ON_THE_WAY;
import static dev.llmemulator.load.faults.Fault.MARKER_COUNT;
import static dev.llmemulator.load.faults.Fault.MARKER_HASH;
import static dev.llmemulator.load.faults.Fault.MARKER_LOST;
import static dev.llmemulator.load.faults.Fault.MARKER_OVERTOOK;
import static dev.llmemulator.load.faults.Fault.NEVER_PUBLISHED;
import static dev.llmemulator.load.faults.Fault.OFFSETS_SWAPPED;
import static dev.llmemulator.load.faults.Fault.PUBLISHED_OUT_OF_ORDER;
import static dev.llmemulator.load.faults.Fault.REPLY_COUNT;
import static dev.llmemulator.load.faults.Fault.REPLY_HASH;
import static dev.llmemulator.load.faults.Fault.REPLY_TEXT;
import static dev.llmemulator.load.faults.Fault.REPLY_TEXT_WITH_ITS_HASH;
import static dev.llmemulator.load.faults.Fault.TEXTS_SWAPPED;
import static dev.llmemulator.load.faults.Fault.TEXT_ALTERED;
import static dev.llmemulator.load.faults.Fault.TEXT_ALTERED_BEYOND_DOUBT;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Knows which two faults of one answer can be told apart, and why some cannot. */
public final class Pairs {
    private static final Set<Fault> LOSSES = EnumSet.of(LOST_ON_THE_WAY, NEVER_PUBLISHED);
    private static final Set<Fault> ALTERATIONS = EnumSet.of(TEXT_ALTERED, TEXT_ALTERED_BEYOND_DOUBT, TEXTS_SWAPPED);

    private static final List<Alike> ALIKE = List.of(
            new Alike(EnumSet.of(BROKEN_OFF), EnumSet.allOf(Fault.class), "Nothing says what should have come."),
            new Alike(
                    LOSSES,
                    EnumSet.of(TEXT_ALTERED, TEXTS_SWAPPED),
                    "What was altered may have become what was lost: 'a' lost, 'b' altered to 'a'."),
            new Alike(
                    LOSSES,
                    EnumSet.of(REPLY_TEXT_WITH_ITS_HASH),
                    "What differs may be what was lost; then it looks as if the marker's hash were wrong."),
            new Alike(
                    LOSSES,
                    EnumSet.of(ANOTHER_ANSWER),
                    "The other answer has tokens in the places of the lost ones, which are late, it seems, and altered."),
            new Alike(
                    LOSSES,
                    EnumSet.of(BOTH_HASHES),
                    "Two hashes against the reply's text look as if the text were wrong."),
            new Alike(
                    EnumSet.of(
                            LOST_ON_THE_WAY, NEVER_PUBLISHED, TEXT_ALTERED, TEXT_ALTERED_BEYOND_DOUBT, TEXTS_SWAPPED),
                    EnumSet.of(BOTH_COUNTS),
                    "Neither text nor count says how many tokens there were."),
            new Alike(
                    EnumSet.of(TEXT_ALTERED),
                    EnumSet.of(MARKER_COUNT, REPLY_COUNT),
                    "A last token cut short looks like tokens lost after it, as one of the counts says."),
            new Alike(
                    EnumSet.of(TEXT_ALTERED),
                    EnumSet.of(MARKER_OVERTOOK),
                    "Where a token took on the text of a late one too, the text is whole without that."),
            new Alike(
                    ALTERATIONS,
                    EnumSet.of(REPLY_TEXT_WITH_ITS_HASH, BOTH_HASHES),
                    "Tokens, reply and marker tell of three texts, so that any two may be wrong."),
            new Alike(
                    EnumSet.of(REPLY_TEXT_WITH_ITS_HASH),
                    EnumSet.of(MARKER_HASH, BOTH_HASHES, REPLY_HASH),
                    "The same three texts; and a hash that is falsified is not the text's own."),
            new Alike(EnumSet.of(REPLY_TEXT), EnumSet.of(BOTH_HASHES), "No hash says which text is the true one."),
            new Alike(
                    EnumSet.of(REPLY_TEXT_WITH_ITS_HASH),
                    EnumSet.of(MARKER_LOST),
                    "The reply is right in itself, so that it looks as if a token were altered."),
            new Alike(
                    EnumSet.of(OFFSETS_SWAPPED),
                    EnumSet.of(DELIVERED_OUT_OF_ORDER, PUBLISHED_OUT_OF_ORDER),
                    "Where tokens are out of order, so may be their offsets."));

    private record Alike(Set<Fault> these, Set<Fault> those, String why) {}

    private Pairs() {}

    /** All pairs of faults that the checker must name both, in both orders of injection. Each fault has one name. */
    public static List<List<Fault>> toBeToldApart() {
        var pairs = new ArrayList<List<Fault>>();
        for (Fault first : Fault.values()) {
            for (Fault second : Fault.values()) {
                if (first.kinds().size() == 1 && second.kinds().size() == 1 && canBeToldApart(first, second)) {
                    pairs.add(List.of(first, second));
                }
            }
        }
        return pairs;
    }

    private static boolean canBeToldApart(Fault first, Fault second) {
        return !first.kinds().equals(second.kinds())
                && ALIKE.stream()
                        .noneMatch(each ->
                                (each.these().contains(first) && each.those().contains(second))
                                        || (each.these().contains(second)
                                                && each.those().contains(first)));
    }
}
