package dev.llmemulator.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.stream.AnswerFeeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueQueueTest {
    /** Times overflow in the middle. */
    private static final long START_NS = Long.MAX_VALUE - 50;

    private final DueQueue<Integer> queue = new DueQueue<>();

    @Test
    void poll_addedInAnyOrder_givesThemByTimeAndShowsTheSecond() {
        var shuffled = outgoings();
        Collections.shuffle(shuffled, new Random(1));
        shuffled.forEach(queue::add);

        for (var i = 0; i < shuffled.size(); i++) {
            assertThat(destination(queue.first())).isEqualTo(i);
            assertThat(destination(queue.second())).isEqualTo(i == shuffled.size() - 1 ? -1 : i + 1);
            assertThat(destination(queue.poll())).isEqualTo(i);
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    void remove_anyEntry_leavesTheOthersInOrder() {
        var outgoings = outgoings();
        outgoings.forEach(queue::add);

        assertThat(queue.remove(outgoings.get(0).feed())).isSameAs(outgoings.get(0));
        assertThat(queue.remove(outgoings.get(42).feed())).isSameAs(outgoings.get(42));
        assertThat(queue.remove(outgoings.get(42).feed())).isNull();

        assertThat(queue.takeAll()).hasSize(98).doesNotContain(outgoings.get(0), outgoings.get(42));
        assertThat(queue.first()).isNull();
        assertThat(queue.second()).isNull();
    }

    private static List<Outgoing<Integer>> outgoings() {
        var outgoings = new ArrayList<Outgoing<Integer>>();
        for (var feed : AnswerFeeds.fresh(100)) {
            var outgoing = new Outgoing<>(feed, outgoings.size());
            outgoing.becomesReady(START_NS + outgoings.size());
            outgoings.add(outgoing);
        }
        return outgoings;
    }

    private static int destination(@Nullable Outgoing<Integer> outgoing) {
        return outgoing == null ? -1 : outgoing.destination();
    }
}
