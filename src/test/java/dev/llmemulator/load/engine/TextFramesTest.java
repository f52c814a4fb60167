package dev.llmemulator.load.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFramesTest {
    private static final String OURS = "ours ";

    @Test
    void read_byteByByte_takesWholeTextsAndLeavesTheRestInOrder() {
        var read = new Reading();

        for (var one : bytes(
                text("a"),
                new PingWebSocketFrame(Unpooled.copiedBuffer("ping", UTF_8)),
                text(""),
                text("é".repeat(100)),
                new BinaryWebSocketFrame(Unpooled.copiedBuffer("bin", UTF_8)),
                text("x".repeat(70_000)),
                text("b"),
                new CloseWebSocketFrame(3012, "no pong"))) {
            read.bytes(one);
        }

        assertThat(read.seen)
                .containsExactly(
                        OURS + "a",
                        "ping",
                        OURS,
                        OURS + "é".repeat(100),
                        "bin",
                        "x".repeat(70_000),
                        OURS + "b",
                        "close 3012");
    }

    @Test
    void read_messageInPieces_isTheDecodersWithWhatComesBetween() {
        var read = new Reading();

        read.bytes(bytes(
                new TextWebSocketFrame(false, 0, "first "),
                new PingWebSocketFrame(Unpooled.copiedBuffer("ping", UTF_8)),
                new ContinuationWebSocketFrame(false, 0, "second "),
                new ContinuationWebSocketFrame(true, 0, "third"),
                text("whole")));

        assertThat(read.seen).containsExactly("first ", "ping", "second ", "third", OURS + "whole");
    }

    @Test
    void read_textBetweenThePiecesOfAnother_isRefusedByTheDecoder() {
        var read = new Reading();

        read.bytes(bytes(new TextWebSocketFrame(false, 0, "first "), text("not allowed here")));

        assertThat(read.seen).hasSize(2).first().isEqualTo("first ");
        assertThat(read.seen.get(1)).contains("CorruptedWebSocketFrameException");
    }

    @Test
    void read_compressedText_isTheDecoders() {
        var read = new Reading();

        read.bytes(bytes(new TextWebSocketFrame(true, 4, "compressed"), text("plain")));

        assertThat(read.seen).containsExactly("compressed", OURS + "plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"81ff8000000000000000", "817fffffffffffffffff"})
    void read_lengthThatCannotBe_isRefusedByTheDecoder(String hex) {
        var read = new Reading();

        read.bytes(HexFormat.of().parseHex(hex + "00".repeat(20)));

        assertThat(read.seen).isNotEmpty().first().asString().contains("Exception");
    }

    @Test
    void read_anyFramesCutAnywhere_areTheSameAsByTheDecoderAlone() {
        var random = new Random(5);
        for (var round = 0; round < 300; round++) {
            var frames = new ArrayList<WebSocketFrame>();
            for (var i = 0; i < 30; i++) {
                frames.add(anyFrame(random));
            }
            var stream = bytes(frames.toArray(WebSocketFrame[]::new));
            var alone = new Reading(false);
            var read = new Reading();
            alone.bytes(stream);
            for (var from = 0; from < stream.length; ) {
                var to = Math.min(stream.length, from + 1 + random.nextInt(400));
                read.bytes(Arrays.copyOfRange(stream, from, to));
                from = to;
            }

            assertThat(read.seen.stream()
                            .map(seen -> seen.startsWith(OURS) ? seen.substring(OURS.length()) : seen)
                            .toList())
                    .as("round %s", round)
                    .isEqualTo(alone.seen);
        }
    }

    @Test
    void end_inTheMiddleOfAFrame_releasesWhatCame() {
        var read = new Reading();
        var half = Unpooled.copiedBuffer(bytes(text("half of it is lost")), 0, 7);

        read.channel.writeInbound(half);
        assertThat(half.refCnt()).isOne();
        var unused = read.channel.close();

        assertThat(half.refCnt()).isZero();
        assertThat(read.seen).isEmpty();
    }

    @Test
    void readComplete_goesOnOnlyAfterSomethingWentOn() {
        var read = new Reading();

        read.bytes(bytes(text("a")));
        assertThat(read.completions).isZero();
        read.bytes(bytes(new PingWebSocketFrame()));

        assertThat(read.completions).isOne();
    }

    /** The name of Netty's decoder, and that it is there when the WebSocket opens. */
    @Test
    void readBy_afterAHandshakeOfNettys_comesBeforeItsDecoder() throws Exception {
        var handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                URI.create("ws://127.0.0.1/"), WebSocketVersion.V13, null, true, new DefaultHttpHeaders());
        var client = new EmbeddedChannel(new HttpClientCodec());
        var unused = handshaker.handshake(client);
        handshaker.finishHandshake(client, accepting(client));
        var seen = new ArrayList<String>();

        TextFrames.readBy(utf8 -> seen.add(new String(utf8, UTF_8)), client);
        client.writeInbound(Unpooled.wrappedBuffer(bytes(text("token"))));

        assertThat(seen).containsExactly("token");
    }

    private static DefaultFullHttpResponse accepting(EmbeddedChannel client) throws Exception {
        var server = new EmbeddedChannel(new HttpRequestDecoder());
        server.writeInbound((ByteBuf) client.readOutbound());
        HttpRequest request = server.readInbound();
        var key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(
                        HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                        Base64.getEncoder()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-1").digest(key.getBytes(UTF_8))));
        return response;
    }

    private static WebSocketFrame text(String text) {
        return new TextWebSocketFrame(text);
    }

    private static WebSocketFrame anyFrame(Random random) {
        var content = "c".repeat(random.nextInt(300));
        return switch (random.nextInt(10)) {
            case 0 ->
                new PingWebSocketFrame(Unpooled.copiedBuffer(content.substring(content.length() / 3), UTF_8)
                        .slice(0, Math.min(100, content.length() - content.length() / 3)));
            case 1 -> new BinaryWebSocketFrame(Unpooled.copiedBuffer(content, UTF_8));
            case 2 -> text("l".repeat(66_000));
            default -> text(content);
        };
    }

    private static byte[] bytes(WebSocketFrame... frames) {
        var encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
        var all = Unpooled.buffer();
        for (var frame : frames) {
            encoder.writeOutbound(frame);
            for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
                all.writeBytes(part);
            }
        }
        return Arrays.copyOf(all.array(), all.readableBytes());
    }

    /** What is read of a WebSocket, by whom, in order. */
    private static final class Reading extends ChannelInboundHandlerAdapter {
        final List<String> seen = new ArrayList<>();
        final EmbeddedChannel channel;
        int completions;

        Reading() {
            this(true);
        }

        Reading(boolean straight) {
            channel = straight
                    ? new EmbeddedChannel(
                            new TextFrames(utf8 -> seen.add(OURS + new String(utf8, UTF_8))), decoder(), this)
                    : new EmbeddedChannel(decoder(), this);
        }

        private static WebSocket13FrameDecoder decoder() {
            return new WebSocket13FrameDecoder(false, true, Integer.MAX_VALUE);
        }

        void bytes(byte... some) {
            channel.writeInbound(Unpooled.copiedBuffer(some));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var frame = (WebSocketFrame) message;
            seen.add(
                    frame instanceof CloseWebSocketFrame close
                            ? "close " + close.statusCode()
                            : frame.content().toString(UTF_8));
            frame.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            completions++;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable e) {
            seen.add(e.toString());
        }
    }
}
