package dev.llmemulator.load.traced;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Traced texts, whole and spoiled at random, carried in any way that a backend may: each fault has to be given its
 * name, and nothing another one.
 */
class TracedMutationTest {
    private static final int ROUNDS = 4_000;
    private static final long SEED = 20_261_126;

    private final Random seeds = new Random(SEED);

    @ParameterizedTest
    @EnumSource
    void judge_faultInAnyTransport_isGivenItsNameAlone(TracedFault fault) {
        var wrong = 0;
        var example = "";
        for (var rounds = 0; rounds < ROUNDS; ) {
            var seed = seeds.nextLong();
            var random = new Random(seed);
            var answer = new TracedAnswer(random);
            var tag = answer.tag;
            var expected = new ArrayList<>(fault.into(answer, random));
            if (expected.isEmpty() && fault != TracedFault.NOTHING) {
                continue;
            }
            rounds++;
            var transport = Transport.random(random, hasLines(answer));
            var pieces = new ArrayList<>(answer.pieces);
            pieces.add(0, Piece.other(transport.before()));
            pieces.add(Piece.other(fault == TracedFault.CUT ? "" : transport.after()));
            var text = text(pieces);
            transport.cut(pieces, text, random);
            addSpaces(pieces, answer, transport.trimmedAway(text), expected);
            var judged = judged(tag, transport, transport.messages(text));
            if (!judged.equals(expected)) {
                wrong++;
                example = "seed %d: %s instead of %s by %s: %s".formatted(seed, judged, expected, transport, text);
            }
        }
        assertThat(wrong).as(example).isZero();
    }

    private static boolean hasLines(TracedAnswer answer) {
        return answer.pieces.stream().anyMatch(piece -> piece.text().contains("\n"));
    }

    private static String text(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }

    /** Expects every change of the white space between whole tokens that follow each other. */
    private static void addSpaces(
            List<Piece> pieces, TracedAnswer answer, boolean[] trimmedAway, List<Anomaly> expected) {
        expected.removeIf(each -> each.kind() == AnomalyKind.WHITE_SPACE);
        var first = -1;
        var count = 0;
        var at = 0;
        for (var place = 1; place < pieces.size() && !isEnd(pieces.get(place - 1), answer); place++) {
            var before = pieces.get(place - 1);
            var piece = pieces.get(place);
            at += before.text().length();
            if (follows(before, piece, answer) && !isSpaceKept(before, piece, at, trimmedAway, answer)) {
                first = count == 0 ? piece.index() : first;
                count++;
            }
        }
        if (count > 0) {
            expected.add(new Anomaly(AnomalyKind.WHITE_SPACE, first, count, ""));
            expected.sort(Comparator.comparing(Anomaly::kind));
        }
    }

    private static boolean isEnd(Piece piece, TracedAnswer answer) {
        return piece.index() == Piece.END && !piece.damaged() && piece.tag().equals(answer.tag);
    }

    private static boolean follows(Piece before, Piece piece, TracedAnswer answer) {
        return before.isToken()
                && piece.index() == before.index() + 1
                && before.tag().equals(answer.tag)
                && piece.tag().equals(answer.tag)
                && !before.damaged()
                && !piece.damaged();
    }

    private static boolean isSpaceKept(Piece before, Piece piece, int at, boolean[] trimmedAway, TracedAnswer answer) {
        var came = spaceAfter(before.text()) + spaceBefore(piece.text());
        var from = at - spaceAfter(before.text()).length();
        var kept = new StringBuilder();
        for (var each = 0; each < came.length(); each++) {
            if (!trimmedAway[from + each]) {
                kept.append(came.charAt(each));
            }
        }
        var sent = spaceAfter(answer.tokens.get(before.index())) + spaceBefore(answer.tokens.get(piece.index()));
        return kept.toString().equals(sent);
    }

    private static String spaceBefore(String text) {
        return text.substring(0, text.length() - text.stripLeading().length());
    }

    private static String spaceAfter(String text) {
        return text.substring(text.stripTrailing().length());
    }

    private static List<Anomaly> judged(String tag, Transport transport, List<String> messages) {
        var reader = new TracedReader(tag, new Heard());
        for (String message : messages) {
            if (transport.snapshots()) {
                reader.snapshot(message, 0);
            } else {
                reader.delta(message, 0);
            }
        }
        return reader.judge().stream()
                .map(each -> new Anomaly(each.kind(), each.index(), each.count(), ""))
                .toList();
    }
}
