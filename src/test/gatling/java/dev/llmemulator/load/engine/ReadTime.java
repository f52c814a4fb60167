package dev.llmemulator.load.engine;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Notes when a connection was last read, before the bytes are decrypted and decoded. This separates the load test's own
 * time from that of the servers. How long the bytes lay in the kernel before is not known.
 */
final class ReadTime extends ChannelInboundHandlerAdapter {
    private long readNs;

    private ReadTime() {}

    /** The one of a connection, which may have served another request before. */
    static ReadTime of(Channel channel) {
        var known = channel.pipeline().get(ReadTime.class);
        if (known != null) {
            return known;
        }
        var added = new ReadTime();
        channel.pipeline().addFirst(added);
        return added;
    }

    long readNs() {
        return readNs;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        // Frames that came along with a handshake's reply were read just now.
        readNs = System.nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        readNs = System.nanoTime();
        context.fireChannelRead(read);
    }
}
