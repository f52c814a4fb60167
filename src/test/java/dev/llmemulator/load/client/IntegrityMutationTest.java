package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.faults.Delivery;
import dev.llmemulator.load.faults.Fault;
import dev.llmemulator.load.faults.Frames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The integrity checker, fed with the frames of true answers and of answers that were spoiled at random: each fault has
 * to be given its name, and nothing another one.
 */
class IntegrityMutationTest {
    private static final Logger LOG = LoggerFactory.getLogger(IntegrityMutationTest.class);

    /** Where a token is its own publication, its white space is a part of its text. */
    private static final String OF_TRACED_TEXT = "WHITE_SPACE";

    private static final String CHANNEL = "session:mine";
    private static final int ROUNDS = 10_000;
    private static final long SEED = 20_261_125;

    private static final Map<String, Integer> INJECTED = new TreeMap<>();

    private final Random seeds = new Random(SEED);

    @AfterAll
    static void tellCounts() {
        LOG.info("All found and none misnamed. [injected={}]", INJECTED);
    }

    @Test
    void judge_trueAnswer_hasNoAnomaly() {
        inject("nothing", List.of(List.of()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = OF_TRACED_TEXT)
    void judge_oneFault_isGivenItsNameAlone(AnomalyKind kind) {
        var choices = Fault.of(kind).stream().map(List::of).toList();
        assertThat(inject(kind.label(), choices)).containsExactlyInAnyOrderElementsOf(choices);
    }

    @Test
    void judge_faultOfTwoNames_isGivenThemAlone() {
        var choices = Fault.ofTwoKinds().stream().map(List::of).toList();
        assertThat(inject("one fault of two names", choices)).containsExactlyInAnyOrderElementsOf(choices);
    }

    @Test
    void judge_twoFaults_areGivenTheirNamesAlone() {
        var kinds = new HashSet<Set<AnomalyKind>>();
        for (List<Fault> pair : inject("two faults", Fault.pairsToBeToldApart())) {
            kinds.add(Set.of(pair.get(0).kinds().get(0), pair.get(1).kinds().get(0)));
        }
        var ofPublications = AnomalyKind.values().length - 1;
        var pairs = ofPublications * (ofPublications - 1) / 2;
        // All but one: where no marker came, nothing came after it.
        assertThat(kinds).hasSize(pairs - 1).doesNotContain(Set.of(AnomalyKind.NO_MARKER, AnomalyKind.AFTER_MARKER));
    }

    /** Injects each time one of the choices at random, and returns those that were injected at all. */
    private Set<List<Fault>> inject(String name, List<List<Fault>> choices) {
        var injected = new HashSet<List<Fault>>();
        var misnamed = new HashMap<List<Fault>, Integer>();
        var example = "";
        var rounds = 0;
        while (rounds < ROUNDS) {
            var seed = seeds.nextLong();
            var random = new Random(seed);
            var faults = choices.get(random.nextInt(choices.size()));
            var pair = faults.size() > 1;
            Delivery delivery = pair ? Delivery.whole(CHANNEL, random) : Delivery.ofAnyKind(CHANNEL, random);
            var expected = new ArrayList<Anomaly>();
            if (!injectAll(faults, delivery, random, expected)) {
                continue;
            }
            rounds++;
            injected.add(faults);
            var judged = judged(delivery, random);
            // One fault can shift the place and the count of another.
            if (pair ? !kinds(judged).equals(kinds(expected)) : !judged.equals(expected)) {
                misnamed.merge(faults, 1, Integer::sum);
                example = "%s, seed %d: %s instead of %s. %s".formatted(faults, seed, judged, expected, delivery);
            }
        }
        assertThat(misnamed).as(example).isEmpty();
        INJECTED.put(name, rounds);
        return injected;
    }

    private static boolean injectAll(List<Fault> faults, Delivery delivery, Random random, List<Anomaly> expected) {
        for (Fault fault : faults) {
            var found = fault.inject(delivery, random);
            if (found.isEmpty()) {
                return false;
            }
            expected.addAll(found);
        }
        expected.sort(Comparator.comparing(Anomaly::kind));
        return true;
    }

    private static List<AnomalyKind> kinds(List<Anomaly> anomalies) {
        return anomalies.stream().map(Anomaly::kind).toList();
    }

    private static List<Anomaly> judged(Delivery delivery, Random random) {
        var record = new StreamRecord(CHANNEL);
        var reader = new FrameReader(CHANNEL, WireLines.ANSWER, new Recorder(record));
        Frames.random(delivery, WireLines.ANSWER, random).forEach(reader::read);
        return record.judge(delivery.reply()).stream()
                .map(each -> new Anomaly(each.kind(), each.index(), each.count(), ""))
                .toList();
    }

    /** Hands on what it hears, as an answer does. */
    private record Recorder(StreamRecord record) implements FrameListener {
        @Override
        public void onToken(String channel, int index, String text, long offset, Stamps stamps) {
            record.token(channel, index, text, offset);
        }

        @Override
        public void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps) {
            record.marker(channel, tokens, sha256, offset);
        }

        @Override
        public void onErrorMarker(String channel, int tokens, int unacknowledged, String detail, long offset) {
            record.errorMarker(channel, tokens, unacknowledged, detail, offset);
        }

        @Override
        public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
            // Says nothing of the stream.
        }

        @Override
        public void onOther(String channel, long offset) {
            record.other(channel, offset);
        }

        @Override
        public void onUnreadable(String channel, String detail, long offset) {
            record.unreadable(channel, detail, offset);
        }
    }
}
