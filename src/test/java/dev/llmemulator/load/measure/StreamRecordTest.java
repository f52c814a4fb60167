package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamRecordTest {

    private static final String CHANNEL = "session:mine";
    private static final int TOKENS = 20;

    /** Something that arrives, with the offset that the channel gave it. */
    private record Event(String channel, int index, String text, long offset, String sha256) {

        boolean isMarker() {
            return !sha256.isEmpty();
        }

        Event at(long newOffset) {
            return new Event(channel, index, text, newOffset, sha256);
        }
    }

    /** A true stream and its true reply, to be spoiled. */
    private static final class Stream {

        final List<Event> events = new ArrayList<>();
        HttpReply reply;

        Stream() {
            StringBuilder text = new StringBuilder();
            for (int index = 0; index < TOKENS; index++) {
                String token = "word" + index + (index == TOKENS - 1 ? "" : " ");
                text.append(token);
                events.add(new Event(CHANNEL, index, token, index + 1, ""));
            }
            String sha256 = StreamRecord.sha256(text.toString());
            events.add(new Event(CHANNEL, TOKENS, "", TOKENS + 1, sha256));
            reply = new HttpReply(text.toString(), TOKENS, sha256);
        }

        Event marker() {
            return events.get(events.size() - 1);
        }

        void replace(int place, Event event) {
            events.set(place, event);
        }

        void shiftOffsets(int fromPlace, long by) {
            for (int place = fromPlace; place < events.size(); place++) {
                Event event = events.get(place);
                events.set(place, event.at(event.offset() + by));
            }
        }

        List<Anomaly> judged() {
            StreamRecord record = new StreamRecord(CHANNEL);
            for (Event event : events) {
                if (event.isMarker()) {
                    record.marker(event.channel(), event.index(), event.sha256(), event.offset());
                } else {
                    record.token(event.channel(), event.index(), event.text(), event.offset());
                }
            }
            return record.judge(reply);
        }
    }

    /** One way to spoil a stream at a random place, and the only name that it may be given. */
    @SuppressWarnings("ImmutableEnumChecker") // The spoilers are functions without state.
    private enum Spoiling {
        LOST_ON_THE_WAY(AnomalyKind.LOST, (stream, random) -> stream.events.remove(random.nextInt(TOKENS))),
        NEVER_PUBLISHED(AnomalyKind.LOST, (stream, random) -> {
            int place = random.nextInt(TOKENS);
            stream.events.remove(place);
            stream.shiftOffsets(place, -1);
        }),
        DELIVERED_TWICE(AnomalyKind.DOUBLED, (stream, random) -> {
            int place = random.nextInt(TOKENS);
            stream.events.add(place + random.nextInt(TOKENS - place) + 1, stream.events.get(place));
        }),
        PUBLISHED_TWICE(AnomalyKind.DOUBLED, (stream, random) -> {
            int place = random.nextInt(TOKENS);
            stream.events.add(place + 1, stream.events.get(place));
            stream.shiftOffsets(place + 1, 1);
        }),
        DELIVERED_OUT_OF_ORDER(AnomalyKind.REORDERED, (stream, random) -> {
            int place = random.nextInt(TOKENS - 1);
            int other = place + 1 + random.nextInt(TOKENS - place - 1);
            Collections.swap(stream.events, place, other);
        }),
        PUBLISHED_OUT_OF_ORDER(AnomalyKind.REORDERED, (stream, random) -> {
            int place = random.nextInt(TOKENS - 1);
            Event first = stream.events.get(place);
            Event second = stream.events.get(place + 1);
            stream.replace(place, second.at(first.offset()));
            stream.replace(place + 1, first.at(second.offset()));
        }),
        TEXT_ALTERED(AnomalyKind.ALTERED, (stream, random) -> {
            int place = random.nextInt(TOKENS);
            Event event = stream.events.get(place);
            stream.replace(place, new Event(CHANNEL, event.index(), event.text() + "!", event.offset(), ""));
        }),
        FOREIGN(AnomalyKind.FOREIGN_SESSION, (stream, random) -> {
            Event event = stream.events.get(random.nextInt(TOKENS));
            stream.events.add(
                    random.nextInt(TOKENS), new Event("session:other", event.index(), "x", event.offset(), ""));
        }),
        TOKEN_AFTER_MARKER(
                AnomalyKind.AFTER_MARKER,
                (stream, random) -> stream.events.add(stream.events.get(random.nextInt(TOKENS)))),
        MARKER_OVERTOOK(AnomalyKind.AFTER_MARKER, (stream, random) -> {
            Event marker = stream.events.remove(TOKENS);
            stream.events.add(TOKENS - 1 - random.nextInt(3), marker);
        }),
        MARKER_TWICE(AnomalyKind.AFTER_MARKER, (stream, random) -> stream.events.add(stream.marker())),
        MARKER_MISSING(AnomalyKind.NO_MARKER, (stream, random) -> stream.events.remove(TOKENS)),
        REPLY_ALTERED(
                AnomalyKind.HTTP_TEXT_DIFFERS,
                (stream, random) ->
                        stream.reply = new HttpReply("x" + stream.reply.text(), TOKENS, stream.reply.sha256())),
        MARKER_HASH_WRONG(
                AnomalyKind.SHA256_DIFFERS,
                (stream, random) -> stream.replace(
                        TOKENS, new Event(CHANNEL, TOKENS, "", TOKENS + 1, StreamRecord.sha256("other")))),
        REPLY_HASH_WRONG(
                AnomalyKind.SHA256_DIFFERS,
                (stream, random) ->
                        stream.reply = new HttpReply(stream.reply.text(), TOKENS, StreamRecord.sha256("other"))),
        MARKER_COUNT_WRONG(AnomalyKind.COUNT_DIFFERS, (stream, random) -> {
            Event marker = stream.marker();
            stream.replace(TOKENS, new Event(CHANNEL, TOKENS + 1, "", marker.offset(), marker.sha256()));
        }),
        REPLY_COUNT_WRONG(
                AnomalyKind.COUNT_DIFFERS,
                (stream, random) ->
                        stream.reply = new HttpReply(stream.reply.text(), TOKENS - 1, stream.reply.sha256())),
        OFFSETS_JUMP(
                AnomalyKind.OFFSET_GAP,
                (stream, random) -> stream.shiftOffsets(random.nextInt(TOKENS), 1 + random.nextInt(5))),
        OFFSETS_GO_BACK(AnomalyKind.OFFSET_GAP, (stream, random) -> {
            int place = 2 + random.nextInt(TOKENS - 2);
            stream.shiftOffsets(place, -place);
        });

        private final AnomalyKind name;
        private final Spoiler spoiler;

        Spoiling(AnomalyKind name, Spoiler spoiler) {
            this.name = name;
            this.spoiler = spoiler;
        }
    }

    private interface Spoiler {
        void spoil(Stream stream, Random random);
    }

    @Test
    void judge_trueStream_hasNoAnomaly() {
        assertThat(new Stream().judged()).isEmpty();
    }

    @Test
    void judge_trueStreamWithoutHistory_hasNoAnomaly() {
        Stream stream = new Stream();
        stream.events.replaceAll(event -> event.at(0));
        assertThat(stream.judged()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void judge_oneFault_isFoundAndNamedAsWhatItIs(Spoiling spoiling) {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            Stream stream = new Stream();
            spoiling.spoiler.spoil(stream, random);
            assertThat(stream.judged())
                    .as("%s in round %d: %s", spoiling, round, stream.events)
                    .extracting(Anomaly::kind)
                    .containsExactly(spoiling.name);
        }
    }

    @Test
    void judge_severalLost_namesTheFirstAndTheirCount() {
        Stream stream = new Stream();
        stream.events.removeIf(event -> event.index() == 4 || event.index() == 9 || event.index() == 10);
        assertThat(stream.judged())
                .singleElement()
                .extracting(Anomaly::describe)
                .isEqualTo("lost token: first at index 4, 3 in all");
    }

    @Test
    void judge_lostAndAltered_namesBoth() {
        Stream stream = new Stream();
        spoil(stream, events -> {
            Event event = events.get(15);
            events.set(15, new Event(CHANNEL, 15, "WORD ", event.offset(), ""));
            events.remove(7);
        });
        assertThat(stream.judged()).extracting(Anomaly::kind).containsExactly(AnomalyKind.LOST, AnomalyKind.ALTERED);
    }

    @Test
    void judge_brokenOffWithoutReply_lacksTheMarkerOnly() {
        Stream stream = new Stream();
        StreamRecord record = new StreamRecord(CHANNEL);
        stream.events.subList(0, 5).forEach(each -> record.token(CHANNEL, each.index(), each.text(), each.offset()));
        assertThat(record.judge(null)).extracting(Anomaly::kind).containsExactly(AnomalyKind.NO_MARKER);
    }

    @Test
    void judge_errorMarker_endsTheStreamWithoutBlamingIt() {
        StreamRecord record = new StreamRecord(CHANNEL);
        record.token(CHANNEL, 0, "a ", 1);
        record.errorMarker(CHANNEL, 1, "node down", 2);
        assertThat(record.hasEnded()).isTrue();
        assertThat(record.error()).isEqualTo("node down");
        assertThat(record.judge(null)).isEmpty();
    }

    @Test
    void judge_errorMarkerAfterLoss_namesTheLoss() {
        StreamRecord record = new StreamRecord(CHANNEL);
        record.token(CHANNEL, 0, "a ", 1);
        record.errorMarker(CHANNEL, 3, "node down", 4);
        assertThat(record.judge(null)).extracting(Anomaly::kind).containsExactly(AnomalyKind.LOST);
    }

    @Test
    void token_absurdIndex_isUnreadableAndCostsNoMemory() {
        StreamRecord record = new StreamRecord(CHANNEL);
        assertThat(record.token(CHANNEL, Integer.MAX_VALUE, "x", 1)).isFalse();
        assertThat(record.tokensSeen()).isZero();
        assertThat(record.judge(null)).extracting(Anomaly::kind).contains(AnomalyKind.UNREADABLE);
    }

    @Test
    void isIncomplete_holeInTheMiddle_untilItIsFilled() {
        StreamRecord record = new StreamRecord(CHANNEL);
        record.token(CHANNEL, 0, "a ", 1);
        record.token(CHANNEL, 2, "c", 3);
        assertThat(record.isIncomplete()).isTrue();
        record.token(CHANNEL, 1, "b ", 2);
        assertThat(record.isIncomplete()).isFalse();
    }

    private static void spoil(Stream stream, Consumer<List<Event>> spoiler) {
        spoiler.accept(stream.events);
    }
}
