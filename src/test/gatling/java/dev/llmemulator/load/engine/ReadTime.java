package dev.llmemulator.load.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Notes when a socket was last read, before anything is made of what was read: decrypting, decoding, whoever shares the read. So what the
 * load test takes for itself can be told from what the servers took. How long the bytes lay in the kernel until the event loop came by,
 * nobody tells.
 */
final class ReadTime extends ChannelInboundHandlerAdapter {
    private long readNs;

    /** Nano time. */
    long readNs() {
        return readNs;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        // What the handshake's reply may have brought along was read just now.
        readNs = System.nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        readNs = System.nanoTime();
        context.fireChannelRead(read);
    }
}
