package dev.llmemulator.load.engine;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Reads a channel slowly, or not at all, for a time. The kernel goes on taking bytes until its buffer is full, and then
 * keeps the server from sending more.
 */
final class SlowReading extends ChannelDuplexHandler {
    private final int bytesPerSecond;
    private final long beganNs = System.nanoTime();
    private long read;
    private boolean waits;

    private SlowReading(int bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** To be called on the channel's event loop. */
    static void begin(Channel channel, int bytesPerSecond, Duration during) {
        var reading = new SlowReading(bytesPerSecond);
        channel.config().setAutoRead(false);
        if (bytesPerSecond > 0) {
            channel.pipeline().addFirst(reading);
        }
        channel.eventLoop()
                .schedule(
                        () -> {
                            if (bytesPerSecond > 0 && channel.isOpen()) {
                                channel.pipeline().remove(reading);
                            }
                            channel.config().setAutoRead(true);
                        },
                        during.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            read += bytes.readableBytes();
        }
        context.fireChannelRead(message);
    }

    /** Reads on once so much was to be read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        readInTime(context);
    }

    private void readInTime(ChannelHandlerContext context) {
        if (waits) {
            return;
        }
        waits = true;
        var dueNs = beganNs + read * 1_000_000_000L / bytesPerSecond;
        context.executor()
                .schedule(
                        () -> {
                            waits = false;
                            context.read();
                        },
                        Math.max(0, dueNs - System.nanoTime()),
                        TimeUnit.NANOSECONDS);
    }

    /** Decoders that want more of an unfinished frame wait as well. */
    @Override
    public void read(ChannelHandlerContext context) {}
}
