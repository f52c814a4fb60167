package dev.llmemulator.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history =
            new History(ChannelsTest.limits(20, Duration.ofSeconds(10), Duration.ofSeconds(10), 20));

    private void add(int count) {
        for (var i = 0; i < count; i++) {
            history.add("1", 0, "", 0);
        }
    }

    private List<Long> read(long since, int limit, boolean reverse) {
        return offsets(history.read(new History.Position("", since), limit, reverse));
    }

    private static List<Long> offsets(List<History.Entry> publications) {
        return publications.stream().map(History.Entry::offset).toList();
    }

    @Test
    void read_moreThanSize_findsNewestOnly() {
        add(50);
        assertThat(offsets(history.read(null, -1, false)))
                .hasSize(20)
                .startsWith(31L)
                .endsWith(50L)
                .isSorted();
        assertThat(history.top().offset()).isEqualTo(50);
    }

    @Test
    void read_sinceKeptOffset_findsRest() {
        add(50);
        assertThat(read(47, -1, false)).containsExactly(48L, 49L, 50L);
        assertThat(read(47, 2, false)).containsExactly(48L, 49L);
    }

    @Test
    void read_sinceTrimmedOffset_beginsAtOldestAndHasHole() {
        add(50);
        var found = history.read(new History.Position("", 5), -1, false);
        assertThat(offsets(found)).startsWith(31L).hasSize(20);
        assertThat(history.reachesTop(5, found)).isFalse();
        assertThat(history.reachesTop(30, found)).isTrue();
    }

    @Test
    void read_sinceTopOrBeyond_findsNothing() {
        add(5);
        assertThat(read(5, -1, false)).isEmpty();
        assertThat(read(Long.MAX_VALUE, -1, false)).isEmpty();
        assertThat(history.reachesTop(5, List.of())).isTrue();
        assertThat(history.reachesTop(6, List.of())).isFalse();
    }

    @Test
    void read_reverse_goesDownFromOffset() {
        add(5);
        assertThat(read(4, -1, true)).containsExactly(3L, 2L, 1L);
        assertThat(read(1, -1, true)).isEmpty();
        assertThat(offsets(history.read(null, 2, true))).containsExactly(5L, 4L);
    }

    @Test
    void expire_beforeTtl_keepsAll() {
        add(5);
        history.expire(9_999);
        assertThat(read(0, -1, false)).hasSize(5);
    }

    @Test
    void expire_afterTtl_forgetsPublicationsButNotPosition() {
        add(5);
        var top = history.top();
        history.expire(10_000);
        assertThat(read(0, -1, false)).isEmpty();
        assertThat(history.top()).isEqualTo(top);
        history.add("1", 0, "", 20_000);
        assertThat(read(5, -1, false)).containsExactly(6L);
        assertThat(history.reachesTop(4, history.read(new History.Position("", 4), -1, false)))
                .isFalse();
    }

    @Test
    void hasSeen_versions_comparesWithinEpoch() {
        history.add("1", 5, "a", 0);
        assertThat(history.hasSeen(5, "a")).isTrue();
        assertThat(history.hasSeen(4, "a")).isTrue();
        assertThat(history.hasSeen(6, "a")).isFalse();
        assertThat(history.hasSeen(1, "b")).isFalse();
        assertThat(history.hasSeen(5, "")).isTrue();
        assertThat(history.hasSeen(0, "a")).isFalse();
    }

    @Test
    void hasSeen_publicationWithoutVersionBetween_remembersVersion() {
        history.add("1", 5, "a", 0);
        history.add("2", 0, "", 0);
        assertThat(history.hasSeen(5, "a")).isTrue();
        assertThat(history.hasSeen(6, "a")).isFalse();
    }

    @Test
    void epoch_ofTwoStreams_differs() {
        assertThat(new History(ServerLimits.defaults()).top().epoch())
                .isNotEqualTo(history.top().epoch())
                .hasSize(8);
    }
}
