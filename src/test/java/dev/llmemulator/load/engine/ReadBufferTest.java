package dev.llmemulator.load.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReadBufferTest {
    private final ReadBuffer buffer = new ReadBuffer(PooledByteBufAllocator.DEFAULT);

    @Test
    void read_givenBack_isReadIntoAgain() {
        var first = buffer.directBuffer(256);
        first.writeLong(7).readLong();
        first.release();

        var second = buffer.directBuffer(256);

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        assertThat(second.refCnt()).isEqualTo(2); // The reader's and the loop's.
        second.release();
    }

    @Test
    void read_keptInPart_isLeftToItsKeeper() {
        var first = buffer.directBuffer(256);
        first.writeLong(7);
        var kept = first.readRetainedSlice(Long.BYTES);
        first.release();

        var second = buffer.directBuffer(256);
        second.writeLong(8);

        assertThat(second).isNotSameAs(first);
        assertThat(kept.readLong()).isEqualTo(7);
        kept.release();
        assertThat(first.refCnt()).isZero();
        second.release();
    }

    @Test
    void write_whileAReadIsUnderWay_getsABufferOfItsOwn() {
        var read = buffer.directBuffer(256);

        var written = buffer.buffer(256);
        var large = buffer.directBuffer(64 * 1024);

        assertThat(written).isNotSameAs(read);
        assertThat(large.capacity()).isEqualTo(64 * 1024);
        read.release();
        written.release();
        large.release();
    }
}
