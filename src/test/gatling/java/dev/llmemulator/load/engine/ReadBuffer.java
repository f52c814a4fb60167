package dev.llmemulator.load.engine;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The buffer that an event loop reads its WebSockets into, one after the other. Whoever keeps some of what was read keeps
 * the buffer with it, and the event loop takes a new one.
 *
 * <p>Nearly every read is one small frame, which {@link TextFrames} takes at once. To take a buffer from Netty's pool for
 * each and give it back is 6 % of the event loops' work: docs/decisions.md.
 */
final class ReadBuffer extends AbstractByteBufAllocator {
    // A token's frame has 230 bytes. A connection that waits for the rest of a frame keeps the buffer.
    private static final int BYTES = 4 * 1024;

    private static final FastThreadLocal<ReadBuffer> OF_THIS_LOOP = new FastThreadLocal<>() {
        @Override
        protected ReadBuffer initialValue() {
            return new ReadBuffer(PooledByteBufAllocator.DEFAULT);
        }

        @Override
        protected void onRemoval(ReadBuffer buffer) {
            buffer.end();
        }
    };

    private final ByteBufAllocator pool;
    private @Nullable ByteBuf bytes;

    ReadBuffer(ByteBufAllocator pool) {
        this.pool = pool;
    }

    /** Reads a channel that way from now on. To be called on its event loop. */
    static void readInto(Channel channel) {
        channel.config().setAllocator(OF_THIS_LOOP.get());
    }

    /** What Netty's channels ask for when they are about to read. */
    @Override
    public ByteBuf directBuffer(int capacity) {
        if (capacity > BYTES) {
            return pool.directBuffer(capacity);
        }
        var mine = bytes;
        if (mine == null || mine.refCnt() > 1) {
            end();
            mine = pool.directBuffer(BYTES);
            bytes = mine;
        }
        return mine.clear().retain();
    }

    private void end() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }

    /** What handlers ask for when they are about to write. */
    @Override
    public ByteBuf buffer(int capacity) {
        return pool.buffer(capacity);
    }

    @Override
    protected ByteBuf newHeapBuffer(int capacity, int most) {
        return pool.heapBuffer(capacity, most);
    }

    @Override
    protected ByteBuf newDirectBuffer(int capacity, int most) {
        return pool.directBuffer(capacity, most);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return pool.isDirectBufferPooled();
    }
}
