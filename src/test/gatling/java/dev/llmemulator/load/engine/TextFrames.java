package dev.llmemulator.load.engine;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the text frames of a WebSocket (RFC 6455, section 5.2) straight from its bytes, and lets all others through to
 * Netty's decoder.
 *
 * <p>Nearly everything that a run reads is a small text frame. On its way through Netty's and Gatling's handlers it
 * costs as much as our own reading of it: docs/decisions.md. Frames that are fragmented, compressed, large or no text go
 * that way, and all frames still come in their order.
 */
final class TextFrames extends ChannelInboundHandlerAdapter {
    // A larger one goes to the decoder piece by piece.
    private static final int LARGEST = 64 * 1024;

    // By this name Netty's WebSocketClientHandshaker adds it.
    private static final String DECODER = "ws-decoder";
    private static final byte WHOLE_TEXT = (byte) 0x81;

    private final Consumer<byte[]> reader;
    private @Nullable ByteBuf rest;
    // Bytes still to come of a frame that is the decoder's.
    private long others;
    private boolean fragmented;
    private boolean passedOn;

    TextFrames(Consumer<byte[]> reader) {
        this.reader = reader;
    }

    /** To be called when the WebSocket has just been opened. Where there is no such decoder, nothing changes. */
    static void readBy(Consumer<byte[]> reader, Channel open) {
        if (open.pipeline().get(DECODER) != null) {
            open.pipeline().addBefore(DECODER, null, new TextFrames(reader));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf read)) {
            context.fireChannelRead(message);
            return;
        }
        var bytes = rest == null ? read : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), rest, read);
        rest = null;
        try {
            while (bytes.isReadable() && (others > 0 ? passOn(context, bytes) : frame(bytes))) {
                // Each turn takes a frame, or its head.
            }
        } finally {
            if (bytes.isReadable()) {
                rest = bytes;
            } else {
                bytes.release();
            }
        }
    }

    private boolean passOn(ChannelHandlerContext context, ByteBuf bytes) {
        var count = (int) Math.min(others, bytes.readableBytes());
        others -= count;
        passedOn = true;
        context.fireChannelRead(bytes.readRetainedSlice(count));
        return true;
    }

    /** Returns false if more bytes have to come first. */
    private boolean frame(ByteBuf bytes) {
        var start = bytes.readerIndex();
        if (bytes.readableBytes() < 2) {
            return false;
        }
        var first = bytes.getByte(start);
        var second = bytes.getByte(start + 1);
        var shortLength = second & 0x7f;
        var head = shortLength < 126 ? 2 : shortLength == 126 ? 4 : 10;
        if (bytes.readableBytes() < head) {
            return false;
        }
        var length = switch (head) {
            case 2 -> shortLength;
            case 4 -> bytes.getUnsignedShort(start + 2);
            default -> bytes.getLong(start + 2);
        };
        var masked = second < 0;
        if (first != WHOLE_TEXT || masked || fragmented || length < 0 || length > LARGEST) {
            leave(first, head + (masked ? 4 : 0), length);
            return true;
        }
        if (bytes.readableBytes() < head + length) {
            return false;
        }
        var text = new byte[(int) length];
        bytes.skipBytes(head).readBytes(text);
        reader.accept(text);
        return true;
    }

    private void leave(byte first, int head, long length) {
        // The decoder refuses a negative length, and whatever follows is not looked at.
        others = length < 0 || length > Long.MAX_VALUE - head ? Long.MAX_VALUE : head + length;
        var control = (first & 0x08) != 0;
        if (!control) {
            fragmented = first >= 0; // The first bit marks the last frame of a message.
        }
    }

    /** The handlers behind have nothing to do at the end of a read that they saw nothing of. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (passedOn) {
            passedOn = false;
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }
}
