package dev.llmemulator.load.faults;

import static dev.llmemulator.load.client.AnomalyKind.AFTER_MARKER;
import static dev.llmemulator.load.client.AnomalyKind.ALTERED;
import static dev.llmemulator.load.client.AnomalyKind.COUNT_DIFFERS;
import static dev.llmemulator.load.client.AnomalyKind.DOUBLED;
import static dev.llmemulator.load.client.AnomalyKind.FOREIGN_SESSION;
import static dev.llmemulator.load.client.AnomalyKind.HTTP_TEXT_DIFFERS;
import static dev.llmemulator.load.client.AnomalyKind.LOST;
import static dev.llmemulator.load.client.AnomalyKind.NO_MARKER;
import static dev.llmemulator.load.client.AnomalyKind.OFFSET_GAP;
import static dev.llmemulator.load.client.AnomalyKind.REORDERED;
import static dev.llmemulator.load.client.AnomalyKind.SHA256_DIFFERS;
import static dev.llmemulator.load.client.AnomalyKind.UNREADABLE;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One way in which an answer can go wrong, with the name that it has to be given; or with two names, where one fault
 * breaks two promises.
 */
@SuppressWarnings("ImmutableEnumChecker") // The injections are functions without state.
public enum Fault {
    LOST_ON_THE_WAY(TokenFaults::loseOnTheWay, LOST),
    NEVER_PUBLISHED(TokenFaults::neverPublish, LOST),
    DELIVERED_AGAIN(TokenFaults::deliverAgain, DOUBLED),
    STRETCH_DELIVERED_AGAIN(TokenFaults::deliverStretchAgain, DOUBLED),
    PUBLISHED_AGAIN(TokenFaults::publishAgain, DOUBLED),
    DELIVERED_OUT_OF_ORDER(TokenFaults::deliverOutOfOrder, REORDERED),
    PUBLISHED_OUT_OF_ORDER(TokenFaults::publishOutOfOrder, REORDERED),
    TEXT_ALTERED(TokenFaults::alterText, ALTERED),
    TEXT_ALTERED_BEYOND_DOUBT(TokenFaults::alterBeyondDoubt, ALTERED),
    TEXTS_SWAPPED(TokenFaults::swapTexts, ALTERED),
    FOREIGN_PUBLICATIONS(ChannelFaults::mixIn, FOREIGN_SESSION),
    DELIVERED_LATE(EndFaults::deliverLate, AFTER_MARKER),
    PUBLISHED_LATE(EndFaults::publishLate, AFTER_MARKER),
    ANOTHER_ANSWER(EndFaults::publishAnotherAnswer, AFTER_MARKER),
    MARKER_OVERTOOK(EndFaults::overtake, AFTER_MARKER),
    SECOND_MARKER(EndFaults::endAgain, AFTER_MARKER),
    MARKER_LOST(EndFaults::loseMarker, NO_MARKER),
    BROKEN_OFF(EndFaults::breakOff, NO_MARKER),
    REPLY_TEXT(ReplyFaults::alterText, HTTP_TEXT_DIFFERS),
    REPLY_TEXT_WITH_ITS_HASH(ReplyFaults::alterTextAndHash, HTTP_TEXT_DIFFERS),
    MARKER_HASH(EndFaults::falsifyMarkersHash, SHA256_DIFFERS),
    REPLY_HASH(ReplyFaults::falsifyHash, SHA256_DIFFERS),
    BOTH_HASHES(ReplyFaults::falsifyBothHashes, SHA256_DIFFERS),
    MARKER_COUNT(EndFaults::falsifyMarkersCount, COUNT_DIFFERS),
    REPLY_COUNT(ReplyFaults::falsifyCount, COUNT_DIFFERS),
    BOTH_COUNTS(ReplyFaults::falsifyBothCounts, COUNT_DIFFERS),
    ERROR_COUNT(EndFaults::falsifyErrorsCount, COUNT_DIFFERS),
    TOO_MANY(EndFaults::publishTooMany, COUNT_DIFFERS),
    OFFSETS_JUMP(ChannelFaults::jump, OFFSET_GAP),
    OFFSETS_GO_BACK(ChannelFaults::goBack, OFFSET_GAP),
    OFFSETS_SWAPPED(ChannelFaults::swapOffsets, OFFSET_GAP),
    OFFSET_MISSING(ChannelFaults::dropOffset, OFFSET_GAP),
    NONSENSE_PUBLISHED(ChannelFaults::publishNonsense, UNREADABLE),
    NONSENSE_DELIVERED(ChannelFaults::mixInNonsense, UNREADABLE),

    PUBLISHED_AGAIN_ALTERED(TokenFaults::publishAgainAltered, DOUBLED, ALTERED),
    END_LOST(EndFaults::loseTheEnd, LOST, NO_MARKER),
    TOKEN_MISDIRECTED(ChannelFaults::misdirectToken, LOST, FOREIGN_SESSION),
    MARKER_MISDIRECTED(ChannelFaults::misdirectMarker, FOREIGN_SESSION, NO_MARKER),
    TOKEN_GARBLED(ChannelFaults::garbleToken, LOST, UNREADABLE),
    MARKER_GARBLED(ChannelFaults::garbleMarker, NO_MARKER, UNREADABLE),
    REPLY_OF_ANOTHER(ReplyFaults::replyToAnother, HTTP_TEXT_DIFFERS, COUNT_DIFFERS);

    private interface Injection {
        List<Anomaly> into(Delivery delivery, Random random);
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

    /** All faults that have two names. */
    public static List<Fault> ofTwoKinds() {
        return Arrays.stream(values()).filter(each -> each.kinds.size() > 1).toList();
    }

    /**
     * Injects the fault at random places of a delivery.
     *
     * @return what has to be found, without details; empty if this delivery cannot go wrong like that and is to be
     *     thrown away
     */
    public List<Anomaly> inject(Delivery delivery, Random random) {
        return injection.into(delivery, random);
    }
}
