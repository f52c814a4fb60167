package dev.llmemulator.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    private static final String NAME = "session:a";
    private static final Position START = new Position("", 0);

    private long nowMs;
    private final Channels channels =
            new Channels(new HistoryLimits(10, Duration.ofSeconds(5), Duration.ofSeconds(20), 10), () -> nowMs);
    private final List<String> offered = new ArrayList<>();
    private int flushes;
    private final Subscriber subscriber = new Subscriber() {
        @Override
        public void offer(String message) {
            offered.add(message);
        }

        @Override
        public void flush() {
            flushes++;
        }
    };

    private Position publish() throws Rejected {
        return channels.publish(new ApiCommand.Publish(NAME, "1", false, 0, ""));
    }

    @Test
    void sweep_unusedAfterMetaTtl_forgetsChannel() throws Exception {
        var first = publish();
        nowMs = 19_999;
        channels.sweep();
        assertThat(channels.size()).isEqualTo(1);
        nowMs = 20_000;
        channels.sweep();
        assertThat(channels.size()).isZero();
        var afresh = publish();
        assertThat(afresh.offset()).isEqualTo(1);
        assertThat(afresh.epoch()).isNotEqualTo(first.epoch());
    }

    @Test
    void sweep_subscribedAfterMetaTtl_keepsChannel() throws Exception {
        channels.subscribe(NAME, subscriber, "{", false, START);
        var first = publish();
        nowMs = 100_000;
        channels.sweep();
        assertThat(publish()).isEqualTo(new Position(first.epoch(), 2));
        assertThat(channels.subscribed()).isEqualTo(1);
        channels.unsubscribe(NAME, subscriber);
        nowMs = 200_000;
        channels.sweep();
        assertThat(channels.size()).isZero();
    }

    @Test
    void publish_subscribedTwiceAndLeftOnce_pushesOnce() throws Exception {
        channels.subscribe(NAME, subscriber, "{", false, START);
        publish();
        channels.unsubscribe(NAME, subscriber);
        publish();
        assertThat(offered).hasSize(2);
        assertThat(offered.get(1)).startsWith("{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":1,\"offset\":1");
    }

    @Test
    void publish_severalMessages_areWrittenTogether() {
        channels.subscribe(NAME, subscriber, "{", false, START);
        flushes = 0;
        channels.publish(NAME, List.of("1", "2"));
        assertThat(offered).hasSize(3);
        assertThat(offered.get(2)).contains("\"data\":2,\"offset\":2");
        assertThat(flushes).isEqualTo(1);
        assertThat(channels.subscribers(NAME)).isEqualTo(1);
        assertThat(channels.subscribers("session:b")).isZero();
    }

    @Test
    void publish_nameThatNeedsEscapes_isPushedAsJson() throws Exception {
        var name = "session:a\"b\\c";
        channels.subscribe(name, subscriber, "{", false, START);
        channels.publish(new ApiCommand.Publish(name, "1", true, 0, ""));
        assertThat(offered.get(1)).isEqualTo("{\"push\":{\"channel\":\"session:a\\\"b\\\\c\",\"pub\":{\"data\":1}}}");
    }

    @Test
    void history_withoutAnyKept_isNotAvailable() throws Exception {
        var forgetful =
                new Channels(new HistoryLimits(0, Duration.ofSeconds(5), Duration.ofSeconds(20), 10), () -> nowMs);
        forgetful.subscribe(NAME, subscriber, "{\"subscribe\":{", true, START);
        assertThat(offered.get(0)).doesNotContain("recovered").doesNotContain("epoch");
        assertThat(forgetful.publish(new ApiCommand.Publish(NAME, "1", false, 0, "")))
                .isEqualTo(Position.NONE);
        assertThat(offered).hasSize(2);
    }
}
