package dev.llmemulator.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.UserJwts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Sends WebSocket frames to the stand-in, as bytes, so that the frames themselves can be wrong too. */
final class SocketFuzz implements Fuzz.Kind {
    private static final int HANG_MS = 30_000;
    static final String UPGRADE = """
            GET /connection/websocket HTTP/1.1\r
            Host: a\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final int port;
    private final UserJwts jwts = new UserJwts(Target.secret());
    private final String jwt = jwts.forConnection("u");
    private final Map<Integer, Integer> codes = new ConcurrentSkipListMap<>();

    SocketFuzz(Target target) {
        port = target.standIn.webSocketUrl().getPort();
    }

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public byte[] bytes(long seed) {
        var mutator = new Mutator(seed);
        var all = new ByteArrayOutputStream();
        if (!mutator.oneIn(8)) {
            all.writeBytes(frame(mutator, TEXT, utf8("{\"id\":1,\"connect\":{\"token\":\"" + jwt + "\"}}")));
        }
        for (var i = 1 + mutator.below(4); i > 0; i--) {
            var payload = mutator.encoded(lines(mutator));
            all.writeBytes(frame(mutator, TEXT, mutator.oneIn(4) ? mutator.damaged(payload) : payload));
        }
        if (mutator.oneIn(2)) {
            all.writeBytes(frame(mutator, CLOSE, closing(mutator)));
        }
        return mutator.oneIn(6) ? mutator.damaged(all.toByteArray()) : all.toByteArray();
    }

    @Override
    public Optional<String> fault(long seed, byte[] bytes) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(HANG_MS);
            socket.getOutputStream().write(utf8(UPGRADE));
            var in = new DataInputStream(socket.getInputStream());
            readHead(in);
            socket.getOutputStream().write(bytes);
            if (new Mutator(~seed).oneIn(8)) {
                socket.setSoLinger(true, 0);
                return Optional.empty();
            }
            socket.shutdownOutput();
            Optional<String> fault;
            do {
                fault = faultOfFrame(in);
            } while (fault.isEmpty());
            return fault;
        } catch (EOFException | SocketException e) {
            return Optional.empty();
        } catch (SocketTimeoutException e) {
            return Optional.of("hangs: the connection is still open after " + HANG_MS + " ms");
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    private static void readHead(DataInputStream in) throws IOException {
        var last = 0;
        while (last != 0x0d0a0d0a) {
            last = last << 8 | in.readUnsignedByte();
        }
    }

    private Optional<String> faultOfFrame(DataInputStream in) throws IOException {
        var opcode = in.readUnsignedByte() & 0x0f;
        var length = (long) in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        var payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException();
        }
        if (opcode == CLOSE && length >= 2) {
            codes.merge((int) ByteBuffer.wrap(payload).getShort() & 0xffff, 1, Integer::sum);
        }
        var text = new String(payload, StandardCharsets.UTF_8);
        return Target.tells(text) || (opcode == TEXT && !isJsonLines(text))
                ? Optional.of("sent " + Fuzz.shown(payload))
                : Optional.empty();
    }

    private static boolean isJsonLines(String text) {
        try {
            for (var line : text.split("\n", -1)) {
                if (!JSON.readTree(line).isObject()) {
                    return false;
                }
            }
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private String lines(Mutator mutator) {
        var lines = new StringBuilder(command(mutator));
        while (mutator.oneIn(3)) {
            lines.append(mutator.mostly("\n", "\r\n", "\n\n", " ")).append(command(mutator));
        }
        return lines.toString();
    }

    private String command(Mutator mutator) {
        var id = mutator.mostly(String.valueOf(2 + mutator.below(9)), mutator.value());
        var channel = mutator.mostly("session:w-" + mutator.below(8), "", "none:x", "session:\u00e9", "x".repeat(300));
        var token = mutator.mostly(jwts.forSubscription("u", channel), "", jwt, "a.b.c", "eyJhbGciOiJub25lIn0.e30.");
        var more = mutator.oneIn(2)
                ? ""
                : ",\"%s\":%s"
                        .formatted(
                                mutator.oneOf(
                                        "recover", "offset", "epoch", "limit", "since", "reverse", "flag", "channel",
                                        "id"),
                                mutator.mostly(mutator.value(), "true", "5", "{\"offset\":1,\"epoch\":\"x\"}"));
        var name = mutator.oneOf(
                "connect",
                "subscribe",
                "subscribe",
                "unsubscribe",
                "refresh",
                "sub_refresh",
                "history",
                "ping",
                "presence",
                "publish",
                "rpc",
                "send",
                "");
        return switch (mutator.below(12)) {
            case 0 -> "{}";
            case 1 -> mutator.value();
            case 2 -> "{\"id\":%s,\"%s\":%s}".formatted(id, name, mutator.value());
            default ->
                "{\"id\":%s,\"%s\":{\"channel\":\"%s\",\"token\":\"%s\"%s}}".formatted(id, name, channel, token, more);
        };
    }

    private static byte[] closing(Mutator mutator) {
        var code = mutator.mostly(1000, 0, 999, 1001, 1005, 1006, 3000, 5000, 65_535);
        return Mutator.joined(
                new byte[] {(byte) (code >> 8), (byte) (int) code},
                mutator.mostly(new byte[0], new byte[] {(byte) 0xc3}, new byte[200]));
    }

    /** One frame, in some cases with a wrong opcode, length, bit or mask, or in two fragments. */
    private static byte[] frame(Mutator mutator, int opcode, byte[] payload) {
        if (mutator.oneIn(16) && payload.length > 1) {
            var half = payload.length / 2;
            return Mutator.joined(
                    frame(opcode, true, half, Arrays.copyOf(payload, half)),
                    frame(0x80, true, payload.length - half, Arrays.copyOfRange(payload, half, payload.length)));
        }
        var first = mutator.oneIn(16) ? mutator.below(256) : 0x80 | opcode;
        var length = mutator.oneIn(16) ? mutator.oneOf(0, 125, 65_536, 65_537, 2_147_483_647, -1) : payload.length;
        return frame(first, !mutator.oneIn(16), length, payload);
    }

    private static byte[] frame(int first, boolean masked, long length, byte[] payload) {
        var head = ByteBuffer.allocate(14).put((byte) first);
        var mask = masked ? 0x80 : 0;
        if (length >= 0 && length < 126) {
            head.put((byte) (mask | (int) length));
        } else if (length >= 0 && length < 65_536) {
            head.put((byte) (mask | 126)).putShort((short) length);
        } else {
            head.put((byte) (mask | 127)).putLong(length);
        }
        // A mask of zeros leaves the payload readable.
        var bytes = head.position() + (masked ? 4 : 0);
        return Mutator.joined(Arrays.copyOf(head.array(), bytes), payload);
    }

    /** One right frame. */
    static byte[] text(String text) {
        return frame(0x80 | TEXT, true, text.length(), utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How often which code closed a connection. */
    @Override
    public String toString() {
        return "close codes " + codes;
    }
}
