package dev.llmemulator.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    private static final String NAME = "session:a";
    private static final ServerLimits LIMITS = limits(10, Duration.ofSeconds(5), Duration.ofSeconds(20), 10);

    private long nowMs;
    private final Channels channels = new Channels(LIMITS, () -> nowMs);
    private final List<String> offered = new ArrayList<>();
    private int flushes;
    private final Channel.Subscriber subscriber = new Channel.Subscriber() {
        @Override
        public void offer(String message) {
            offered.add(message);
        }

        @Override
        public void flush() {
            flushes++;
        }
    };

    /** The default limits of connections with other limits of history. */
    static ServerLimits limits(int historySize, Duration ttl, Duration metaTtl, int recoveryLimit) {
        var defaults = ServerLimits.defaults();
        return new ServerLimits(
                defaults.pingInterval(),
                defaults.pongTimeout(),
                defaults.staleCloseDelay(),
                defaults.expiredCloseDelay(),
                defaults.queueMaxBytes(),
                historySize,
                ttl,
                metaTtl,
                recoveryLimit);
    }

    private History.Position publish() throws ClientError.Rejected {
        return channels.publish(ApiRequest.publish(NAME, "1"));
    }

    private void subscribe(String name) {
        channels.use(name).subscribe(subscriber, null, Json::write);
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
        subscribe(NAME);
        var first = publish();
        nowMs = 100_000;
        channels.sweep();
        assertThat(publish()).isEqualTo(new History.Position(first.epoch(), 2));
        assertThat(channels.subscribers(NAME)).isEqualTo(1);
        channels.use(NAME).unsubscribe(subscriber);
        nowMs = 200_000;
        channels.sweep();
        assertThat(channels.size()).isZero();
    }

    @Test
    void publish_subscribedTwiceAndLeftOnce_pushesOnce() throws Exception {
        subscribe(NAME);
        publish();
        channels.use(NAME).unsubscribe(subscriber);
        publish();
        assertThat(offered).hasSize(2);
        assertThat(offered.get(1)).startsWith("{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":1,\"offset\":1");
    }

    @Test
    void publish_severalMessages_areWrittenTogether() {
        subscribe(NAME);
        flushes = 0;
        channels.use(NAME).publish(List.of(ApiRequest.publish(NAME, "1"), ApiRequest.publish(NAME, "2")));
        assertThat(offered).hasSize(3);
        assertThat(offered.get(2)).contains("\"data\":2,\"offset\":2");
        assertThat(flushes).isEqualTo(1);
        assertThat(channels.subscribers(NAME)).isEqualTo(1);
        assertThat(channels.subscribers("session:b")).isZero();
    }

    @Test
    void publish_nameThatNeedsEscapes_isPushedAsJson() throws Exception {
        var name = "session:a\"b\\c";
        subscribe(name);
        channels.publish(new ApiRequest(name, "1", true, 0, "", 0, null, false));
        assertThat(offered.get(1)).isEqualTo("{\"push\":{\"channel\":\"session:a\\\"b\\\\c\",\"pub\":{\"data\":1}}}");
    }
}
