package dev.llmemulator.load.engine;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel slowly, or not at all, for a time. The kernel goes on taking bytes until its buffer is full, and then
 * keeps the server from sending more.
 */
final class SlowReading extends ChannelDuplexHandler {
    private static final int TICKS_PER_SECOND = 10;

    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private final int bytesPerTick;
    private @Nullable ChannelHandlerContext context;

    private SlowReading(int bytesPerTick) {
        this.bytesPerTick = bytesPerTick;
    }

    /** To be called on the channel's event loop. */
    static void begin(Channel channel, int bytesPerSecond, Duration during) {
        var perTick = (bytesPerSecond + TICKS_PER_SECOND - 1) / TICKS_PER_SECOND;
        channel.config().setAutoRead(false);
        var reading = new SlowReading(perTick);
        channel.pipeline().addFirst(reading);
        var ticks = perTick == 0
                ? null
                : channel.eventLoop()
                        .scheduleAtFixedRate(reading::tick, 0, 1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
        var unused = channel.eventLoop()
                .schedule(
                        () -> {
                            if (ticks != null) {
                                ticks.cancel(false);
                            }
                            if (reading.context != null) {
                                channel.pipeline().remove(reading);
                            }
                            channel.config().setAutoRead(true);
                        },
                        during.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void tick() {
        var present = context;
        if (present == null) {
            return;
        }
        pass(present, bytesPerTick);
        if (waiting.isEmpty()) {
            present.read();
        }
    }

    private void pass(ChannelHandlerContext to, int most) {
        var left = most;
        for (var first = waiting.peek(); first != null && left > 0; first = waiting.peek()) {
            var count = Math.min(left, first.readableBytes());
            left -= count;
            to.fireChannelRead(first.readRetainedSlice(count));
            if (!first.isReadable()) {
                waiting.remove().release();
            }
        }
        if (left < most) {
            to.fireChannelReadComplete();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /** What has been taken from the kernel is read before the user reads on, or hears of the end. */
    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        context = null;
        pass(removed, Integer.MAX_VALUE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ended) {
        pass(ended, Integer.MAX_VALUE);
        ended.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof ByteBuf bytes) {
            waiting.add(bytes);
        } else {
            from.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {}

    /** Decoders that want more of an unfinished frame wait as well. */
    @Override
    public void read(ChannelHandlerContext from) {}
}
