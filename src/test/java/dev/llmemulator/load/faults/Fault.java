package dev.llmemulator.load.faults;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One way in which an answer can go wrong, with the names that it has to be given: one for each promise it breaks. */
@SuppressWarnings("ImmutableEnumChecker") // The injections are functions without state.
public enum Fault {
    LOST_ON_THE_WAY(TokenFaults::loseOnTheWay, AnomalyKind.LOST),
    NEVER_PUBLISHED(TokenFaults::neverPublish, AnomalyKind.LOST),
    DELIVERED_AGAIN(TokenFaults::deliverAgain, AnomalyKind.DOUBLED),
    STRETCH_DELIVERED_AGAIN(TokenFaults::deliverStretchAgain, AnomalyKind.DOUBLED),
    PUBLISHED_AGAIN(TokenFaults::publishAgain, AnomalyKind.DOUBLED),
    DELIVERED_OUT_OF_ORDER(TokenFaults::deliverOutOfOrder, AnomalyKind.REORDERED),
    PUBLISHED_OUT_OF_ORDER(TokenFaults::publishOutOfOrder, AnomalyKind.REORDERED),
    TEXT_ALTERED(TokenFaults::alterText, AnomalyKind.ALTERED),
    TEXT_ALTERED_BEYOND_DOUBT(TokenFaults::alterBeyondDoubt, AnomalyKind.ALTERED),
    TEXTS_SWAPPED(TokenFaults::swapTexts, AnomalyKind.ALTERED),
    FOREIGN_PUBLICATIONS(ChannelFaults::mixIn, AnomalyKind.FOREIGN_SESSION),
    DELIVERED_LATE(EndFaults::deliverLate, AnomalyKind.AFTER_MARKER),
    PUBLISHED_LATE(EndFaults::publishLate, AnomalyKind.AFTER_MARKER),
    ANOTHER_ANSWER(EndFaults::publishAnotherAnswer, AnomalyKind.AFTER_MARKER),
    MARKER_OVERTOOK(EndFaults::overtake, AnomalyKind.AFTER_MARKER),
    SECOND_MARKER(EndFaults::endAgain, AnomalyKind.AFTER_MARKER),
    MARKER_LOST(EndFaults::loseMarker, AnomalyKind.NO_MARKER),
    BROKEN_OFF(EndFaults::breakOff, AnomalyKind.NO_MARKER),
    REPLY_TEXT(ReplyFaults::alterText, AnomalyKind.HTTP_TEXT_DIFFERS),
    REPLY_TEXT_WITH_ITS_HASH(ReplyFaults::alterTextAndHash, AnomalyKind.HTTP_TEXT_DIFFERS),
    MARKER_HASH(ReplyFaults::falsifyMarkersHash, AnomalyKind.SHA256_DIFFERS),
    REPLY_HASH(ReplyFaults::falsifyReplysHash, AnomalyKind.SHA256_DIFFERS),
    BOTH_HASHES(ReplyFaults::falsifyBothHashes, AnomalyKind.SHA256_DIFFERS),
    MARKER_COUNT(ReplyFaults::falsifyMarkersCount, AnomalyKind.COUNT_DIFFERS),
    REPLY_COUNT(ReplyFaults::falsifyReplysCount, AnomalyKind.COUNT_DIFFERS),
    BOTH_COUNTS(ReplyFaults::falsifyBothCounts, AnomalyKind.COUNT_DIFFERS),
    ERROR_COUNT(EndFaults::falsifyErrorsCount, AnomalyKind.COUNT_DIFFERS),
    TOO_MANY(EndFaults::publishTooMany, AnomalyKind.COUNT_DIFFERS),
    OFFSETS_JUMP(ChannelFaults::jump, AnomalyKind.OFFSET_GAP),
    OFFSETS_GO_BACK(ChannelFaults::goBack, AnomalyKind.OFFSET_GAP),
    OFFSETS_SWAPPED(ChannelFaults::swapOffsets, AnomalyKind.OFFSET_GAP),
    OFFSET_MISSING(ChannelFaults::dropOffset, AnomalyKind.OFFSET_GAP),
    NONSENSE_PUBLISHED(ChannelFaults::publishNonsense, AnomalyKind.UNREADABLE),
    NONSENSE_DELIVERED(ChannelFaults::mixInNonsense, AnomalyKind.UNREADABLE),

    PUBLISHED_AGAIN_ALTERED(TokenFaults::publishAgainAltered, AnomalyKind.DOUBLED, AnomalyKind.ALTERED),
    END_LOST(EndFaults::loseTheEnd, AnomalyKind.LOST, AnomalyKind.NO_MARKER),
    TOKEN_MISDIRECTED(ChannelFaults::misdirectToken, AnomalyKind.LOST, AnomalyKind.FOREIGN_SESSION),
    MARKER_MISDIRECTED(ChannelFaults::misdirectMarker, AnomalyKind.FOREIGN_SESSION, AnomalyKind.NO_MARKER),
    TOKEN_GARBLED(ChannelFaults::garbleToken, AnomalyKind.LOST, AnomalyKind.UNREADABLE),
    MARKER_GARBLED(ChannelFaults::garbleMarker, AnomalyKind.NO_MARKER, AnomalyKind.UNREADABLE),
    REPLY_OF_ANOTHER(ReplyFaults::replyToAnother, AnomalyKind.HTTP_TEXT_DIFFERS, AnomalyKind.COUNT_DIFFERS);

    private static final Set<Fault> LOSSES = EnumSet.of(LOST_ON_THE_WAY, NEVER_PUBLISHED);
    private static final Set<Fault> ALTERATIONS = EnumSet.of(TEXT_ALTERED, TEXT_ALTERED_BEYOND_DOUBT, TEXTS_SWAPPED);

    private static final List<Alike> ALIKE = List.of(
            // Nothing says what should have come.
            new Alike(EnumSet.of(BROKEN_OFF), EnumSet.allOf(Fault.class)),
            // What was altered may have become what was lost: 'a' lost, 'b' altered to 'a'.
            new Alike(LOSSES, EnumSet.of(TEXT_ALTERED, TEXTS_SWAPPED)),
            // What differs may be what was lost; then it looks as if the marker's hash were wrong.
            new Alike(LOSSES, EnumSet.of(REPLY_TEXT_WITH_ITS_HASH)),
            // The other answer has tokens in the places of the lost ones, which are late, it seems, and altered.
            new Alike(LOSSES, EnumSet.of(ANOTHER_ANSWER)),
            // Two hashes against the reply's text look as if the text were wrong.
            new Alike(LOSSES, EnumSet.of(BOTH_HASHES)),
            // Neither text nor count says how many tokens there were.
            new Alike(LOSSES, EnumSet.of(BOTH_COUNTS)),
            new Alike(ALTERATIONS, EnumSet.of(BOTH_COUNTS)),
            // A last token cut short looks like tokens lost after it, as one of the counts says.
            new Alike(EnumSet.of(TEXT_ALTERED), EnumSet.of(MARKER_COUNT, REPLY_COUNT)),
            // Where a token took on the text of a late one too, the text is whole without that.
            new Alike(EnumSet.of(TEXT_ALTERED), EnumSet.of(MARKER_OVERTOOK)),
            // Tokens, reply and marker tell of three texts, so that any two may be wrong.
            new Alike(ALTERATIONS, EnumSet.of(REPLY_TEXT_WITH_ITS_HASH, BOTH_HASHES)),
            // The same three texts; and a hash that is falsified is not the text's own.
            new Alike(EnumSet.of(REPLY_TEXT_WITH_ITS_HASH), EnumSet.of(MARKER_HASH, BOTH_HASHES, REPLY_HASH)),
            // No hash says which text is the true one.
            new Alike(EnumSet.of(REPLY_TEXT), EnumSet.of(BOTH_HASHES)),
            // The reply is right in itself, so that it looks as if a token were altered.
            new Alike(EnumSet.of(REPLY_TEXT_WITH_ITS_HASH), EnumSet.of(MARKER_LOST)),
            // Where tokens are out of order, so may be their offsets.
            new Alike(EnumSet.of(OFFSETS_SWAPPED), EnumSet.of(DELIVERED_OUT_OF_ORDER, PUBLISHED_OUT_OF_ORDER)));

    private interface Injection {
        List<Anomaly> into(Delivery delivery, Random random);
    }

    /** Faults that cannot be told apart in one answer. */
    private record Alike(Set<Fault> these, Set<Fault> those) {
        boolean has(Fault first, Fault second) {
            return these.contains(first) && those.contains(second);
        }
    }

    /** Thrown where a delivery cannot go wrong in the way of a fault. */
    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfit() {
            super(null, null, false, false);
        }
    }

    private final Injection injection;
    private final List<AnomalyKind> kinds;

    Fault(Injection injection, AnomalyKind... kinds) {
        this.injection = injection;
        this.kinds = List.of(kinds);
    }

    /** The names that the checker must give, in the order of {@link AnomalyKind}. */
    public List<AnomalyKind> kinds() {
        return kinds;
    }

    /** All faults that have this one name. */
    public static List<Fault> of(AnomalyKind kind) {
        return Arrays.stream(values())
                .filter(each -> each.kinds.equals(List.of(kind)))
                .toList();
    }

    public static List<Fault> ofTwoKinds() {
        return Arrays.stream(values()).filter(each -> each.kinds.size() > 1).toList();
    }

    /** All pairs of faults of one name that the checker must name both, in both orders of injection. */
    public static List<List<Fault>> pairsToBeToldApart() {
        var pairs = new ArrayList<List<Fault>>();
        for (Fault first : values()) {
            for (Fault second : values()) {
                if (first.kinds.size() == 1 && second.kinds.size() == 1 && canBeToldApart(first, second)) {
                    pairs.add(List.of(first, second));
                }
            }
        }
        return pairs;
    }

    private static boolean canBeToldApart(Fault first, Fault second) {
        return !first.kinds.equals(second.kinds)
                && ALIKE.stream().noneMatch(each -> each.has(first, second) || each.has(second, first));
    }

    /**
     * Injects the fault at random places of a delivery.
     *
     * @return what has to be found, without details; empty if this delivery cannot go wrong like that and is to be
     *     thrown away
     */
    public List<Anomaly> inject(Delivery delivery, Random random) {
        try {
            return injection.into(delivery, random);
        } catch (Unfit e) {
            return List.of();
        }
    }

    /** Gives the fault up unless the condition holds. */
    static void need(boolean condition) {
        if (!condition) {
            throw new Unfit();
        }
    }

    static <T> T need(@Nullable T value) {
        if (value == null) {
            throw new Unfit();
        }
        return value;
    }

    static List<Anomaly> found(AnomalyKind kind, int index, int count) {
        return List.of(new Anomaly(kind, index, count, ""));
    }
}
