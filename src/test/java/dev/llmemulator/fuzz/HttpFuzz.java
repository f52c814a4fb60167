package dev.llmemulator.fuzz;

import dev.llmemulator.fuzz.HttpInput.Audience;
import dev.llmemulator.fuzz.HttpInput.Ending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** Sends inputs to one of the HTTP servers, each on a connection of its own. */
final class HttpFuzz implements Fuzz.Kind {
    /** Far more than any limit that a request has, but for the ones that end with the connection. */
    private static final int HANG_MS = 30_000;

    private static final int REPLY_MS = 30;

    private final Audience audience;
    private final int port;
    private final Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();

    HttpFuzz(Target target, Audience audience) {
        this.audience = audience;
        this.port = (audience == Audience.STAND_IN ? target.standIn.apiUrl() : target.emulator.url()).getPort();
    }

    @Override
    public String name() {
        return switch (audience) {
            case EMULATOR -> "http";
            case OPENAI -> "openai";
            case STAND_IN -> "api";
        };
    }

    @Override
    public byte[] bytes(long seed) {
        return input(seed).bytes();
    }

    @Override
    public Optional<String> fault(long seed, byte[] bytes) {
        return fault(input(seed).with(bytes));
    }

    private HttpInput input(long seed) {
        return HttpInput.of(seed, audience, Target.key());
    }

    private Optional<String> fault(HttpInput input) {
        var replies = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            send(socket, input);
            if (input.ending() == Ending.RESET) {
                socket.setSoLinger(true, 0);
                return Optional.empty();
            }
            if (input.ending() == Ending.WAIT_FOR_REPLY) {
                readFor(REPLY_MS, socket, replies);
            }
            socket.shutdownOutput();
            readFor(HANG_MS, socket, replies);
            socket.setSoTimeout(1);
            if (socket.getInputStream().read() >= 0) {
                return Optional.of("no end of the replies");
            }
        } catch (SocketTimeoutException e) {
            return Optional.of("hangs: the connection is still open after " + HANG_MS + " ms");
        } catch (SocketException e) {
            // Reset by the server, which has refused what it was still sent.
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
        var text = replies.toString(StandardCharsets.ISO_8859_1);
        HttpReplies.statuses(text).forEach(status -> statuses.merge(status, 1, Integer::sum));
        return HttpReplies.fault(text, audience)
                .map(fault -> fault + ": " + Fuzz.shown(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static void send(Socket socket, HttpInput input) throws IOException {
        socket.setTcpNoDelay(true);
        var out = socket.getOutputStream();
        out.write(input.bytes(), 0, input.pauseAt());
        if (input.pauseAt() < input.bytes().length) {
            pause();
            out.write(input.bytes(), input.pauseAt(), input.bytes().length - input.pauseAt());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads to the end, or until nothing has come for so long. */
    private static void readFor(int quietMs, Socket socket, ByteArrayOutputStream replies) throws IOException {
        socket.setSoTimeout(quietMs);
        var buffer = new byte[8_192];
        try {
            int count;
            while ((count = socket.getInputStream().read(buffer)) >= 0) {
                replies.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException e) {
            // Quiet for so long.
        }
    }

    /** How often which status came. */
    @Override
    public String toString() {
        return "statuses " + statuses;
    }
}
