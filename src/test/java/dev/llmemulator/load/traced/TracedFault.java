package dev.llmemulator.load.traced;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/** One way in which a traced text can go wrong on its way, with the name that it has to be given. */
enum TracedFault {
    NOTHING {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            return List.of();
        }
    },
    LOST {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var lost = some(answer, 1 + random.nextInt(1 + answer.tokens.size()), random);
            answer.pieces.removeIf(piece -> lost.contains(piece.index()));
            return found(AnomalyKind.LOST, lost.first(), lost.size());
        }
    },
    DOUBLED {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            for (int index : some(answer, 5, random).descendingSet()) {
                var again = answer.pieces.get(index);
                answer.pieces.add(index + 1 + random.nextInt(end(answer) - index), again);
            }
            var before = new HashSet<Integer>();
            var again =
                    indices(answer).stream().filter(each -> !before.add(each)).toList();
            return found(AnomalyKind.DOUBLED, again.get(0), again.size());
        }
    },
    REORDERED {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var from = random.nextInt(answer.tokens.size());
            var to = Math.min(answer.tokens.size(), from + 2 + random.nextInt(8));
            Collections.shuffle(answer.pieces.subList(from, to), random);
            var late = new ArrayList<Integer>();
            var highest = -1;
            for (int index : new LinkedHashSet<>(indices(answer))) {
                if (index < highest) {
                    late.add(index);
                }
                highest = Math.max(highest, index);
            }
            return late.isEmpty() ? List.of() : found(AnomalyKind.REORDERED, late.get(0), late.size());
        }
    },
    /** One character, or two neighbours, of tokens that are no neighbours. */
    ALTERED {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var altered = new TreeSet<Integer>();
            for (int index : some(answer, 3, random)) {
                if (!altered.contains(index - 1)) {
                    var piece = answer.pieces.get(index);
                    answer.pieces.set(index, piece.damaged(alter(piece.text(), random)));
                    altered.add(index);
                }
            }
            return found(AnomalyKind.ALTERED, altered.first(), altered.size());
        }
    },
    WORD_REPLACED {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var altered = some(answer, 3, random);
            for (int index : altered) {
                var piece = answer.pieces.get(index);
                var trace = piece.text().indexOf(':');
                var word = piece.text().substring(0, trace);
                var other = random.nextBoolean() ? "***" : word.isBlank() ? "x" : word.toUpperCase(Locale.ROOT) + "s";
                answer.pieces.set(index, piece.damaged(other + piece.text().substring(trace)));
            }
            return found(AnomalyKind.ALTERED, altered.first(), altered.size());
        }
    },
    END_ALTERED {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var end = answer.pieces.get(end(answer));
            var altered = alter(end.text(), random);
            // Without its last character it looks as if the text had been cut.
            if (!end.text().startsWith(altered)) {
                answer.pieces.set(end(answer), end.damaged(altered));
                return found(AnomalyKind.ALTERED, -1, 1);
            }
            return List.of();
        }
    },
    SPACE_ALTERED {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var at = random.nextInt(answer.tokens.size());
            if (at == 0) {
                return List.of();
            }
            var piece = answer.pieces.get(at);
            var word = piece.text()
                    .substring(
                            piece.text().length() - piece.text().stripLeading().length());
            answer.pieces.set(at, piece.saying("\n \t".substring(random.nextInt(3)) + " " + word));
            return found(AnomalyKind.WHITE_SPACE, at, 1);
        }
    },
    FOREIGN_MIXED_IN {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var others = other(answer, random).pieces;
            var from = random.nextInt(others.size());
            var some = others.subList(from, from + 1 + random.nextInt(others.size() - from));
            var at = random.nextInt(end(answer) + 1);
            for (Piece piece : some) {
                answer.pieces.add(at, piece);
                at += 1 + random.nextInt(end(answer) - at + 1);
                at = Math.min(at, end(answer));
            }
            return found(AnomalyKind.FOREIGN_SESSION, some.get(0).index(), some.size());
        }
    },
    FOREIGN_INSTEAD {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var others = other(answer, random).pieces;
            answer.pieces.clear();
            answer.pieces.addAll(others);
            return found(AnomalyKind.FOREIGN_SESSION, others.get(0).index(), others.size());
        }
    },
    CUT {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var end = answer.pieces.remove(end(answer));
            var place = random.nextInt(answer.pieces.size() + 1);
            var cut = place < answer.pieces.size() ? answer.pieces.get(place) : end;
            answer.pieces.subList(place, answer.pieces.size()).clear();
            // The white space after a token is no part of its trace, and its text is whole then.
            var most = cut.text().indexOf(';');
            answer.pieces.add(cut.damaged(cut.text().substring(0, random.nextInt(most))));
            return found(AnomalyKind.NO_MARKER, -1, 1);
        }
    },
    END_LOST {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            answer.pieces.remove(end(answer));
            return found(AnomalyKind.NO_MARKER, -1, 1);
        }
    },
    AFTER_THE_END {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var late = some(answer, 3, random);
            var pieces = late.stream().map(answer.pieces::get).toList();
            if (random.nextBoolean()) {
                answer.pieces.removeAll(pieces);
            }
            answer.pieces.addAll(pieces);
            return found(AnomalyKind.AFTER_MARKER, late.first(), late.size());
        }
    },
    SECOND_END {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            answer.pieces.add(answer.pieces.get(end(answer)));
            return found(AnomalyKind.AFTER_MARKER, -1, 1);
        }
    },
    COUNT_WRONG {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            var count = random.nextInt(answer.tokens.size());
            var sha256 = Answer.sha256(String.join("", answer.tokens.subList(0, count)));
            answer.pieces.set(end(answer), answer.end(count, sha256));
            return found(AnomalyKind.COUNT_DIFFERS, count, 1);
        }
    },
    HASH_WRONG {
        @Override
        List<Anomaly> into(TracedAnswer answer, Random random) {
            answer.pieces.set(end(answer), answer.end(answer.tokens.size(), Answer.sha256("" + random.nextLong())));
            return found(AnomalyKind.SHA256_DIFFERS, -1, 1);
        }
    };

    private static final String CHARACTERS = "aZ0 9~:;.,*#&<>\"'\\\n\u00e9\u8a9e\u2603";

    /** Lets an answer go wrong; returns what has to be found, nothing if it cannot go wrong in this way. */
    abstract List<Anomaly> into(TracedAnswer answer, Random random);

    private static List<Anomaly> found(AnomalyKind kind, int index, int count) {
        return List.of(new Anomaly(kind, index, count, ""));
    }

    private static int end(TracedAnswer answer) {
        var place = 0;
        while (answer.pieces.get(place).index() != Piece.END
                || !answer.pieces.get(place).tag().equals(answer.tag)) {
            place++;
        }
        return place;
    }

    private static List<Integer> indices(TracedAnswer answer) {
        return answer.pieces.stream().filter(Piece::isToken).map(Piece::index).toList();
    }

    private static NavigableSet<Integer> some(TracedAnswer answer, int most, Random random) {
        var some = new TreeSet<Integer>();
        for (var each = 1 + random.nextInt(most); each > 0; each--) {
            some.add(random.nextInt(answer.tokens.size()));
        }
        return some;
    }

    private static TracedAnswer other(TracedAnswer answer, Random random) {
        var other = new TracedAnswer(random);
        return other.tag.equals(answer.tag) ? other(answer, random) : other;
    }

    /** Changes one character, swaps two, takes one away or adds one, so that what is left is neither whole nor blank. */
    private static String alter(String text, Random random) {
        while (true) {
            var at = random.nextInt(text.length());
            var character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            var altered = switch (random.nextInt(4)) {
                case 0 -> text.substring(0, at) + character + text.substring(at + 1);
                case 1 -> text.substring(0, at) + text.substring(at + 1);
                case 2 -> text.substring(0, at) + character + text.substring(at);
                default ->
                    at == 0
                            ? text
                            : text.substring(0, at - 1)
                                    + text.charAt(at)
                                    + text.charAt(at - 1)
                                    + text.substring(at + 1);
            };
            // One that has another neighbour or space is whole, also if white space is trimmed away again.
            if (!altered.replaceAll("\\s", "").contains(text.replaceAll("\\s", ""))) {
                return altered;
            }
        }
    }
}
