package dev.llmemulator.fuzz;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.UserJwts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that mean harm, one after the other in every way there is; each stays for a while. */
final class Hostiles implements AutoCloseable {
    private static final int STAY_S = 20;
    private static final String RUN = "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

    private final int http;
    private final int webSocket;
    private final UserJwts jwts = new UserJwts(Target.secret());
    private final AtomicLong count = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService clients = Executors.newCachedThreadPool();

    Hostiles(URI emulator, URI standIn, double perSecond) {
        http = emulator.getPort();
        webSocket = standIn.getPort();
        var everyNs = (long) (1e9 / perSecond);
        var unused = clock.scheduleAtFixedRate(() -> clients.execute(this::one), 0, everyNs, TimeUnit.NANOSECONDS);
    }

    long count() {
        return count.get();
    }

    private void one() {
        var number = count.getAndIncrement();
        try {
            switch ((int) (number % 8)) {
                case 0 -> drip(http, "", "");
                case 1 -> drip(http, "GET /health HTTP/1.1\r\nX: ", "y");
                case 2 -> drip(http, RUN + "Content-Length: 60000\r\n\r\n{", " ");
                case 3 -> drip(http, (RUN + "Content-Length: 1\r\n\r\n{").repeat(500), "");
                case 4 -> leave(question(number, 1_000), "x");
                case 5 -> drip(http, question(number, 50), "");
                case 6 -> drip(webSocket, SocketFuzz.UPGRADE + subscribed(number), "");
                default -> {
                    var input = HttpInput.of(number, HttpInput.Audience.EMULATOR, Target.key());
                    leave(new String(input.bytes(), StandardCharsets.ISO_8859_1), "");
                }
            }
        } catch (IOException e) {
            // The server has had enough of this one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String question(long number, int words) {
        var body = "{\"session_id\":\"h-%d\",\"question\":\"\",\"words\":%d,\"delay\":0.1}".formatted(number, words);
        return RUN + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Reads the channel of all the ghosts, and never takes a byte of it. */
    private String subscribed(long number) {
        var text = Commands.connect(1, jwts.forConnection("h")) + "\n"
                + Commands.subscribe(2, "session:h-" + number, jwts.forSubscription("h", "session:h-" + number));
        return new String(SocketFuzz.text(text), StandardCharsets.ISO_8859_1);
    }

    /** Sends something, then a little of something every second, and never reads. */
    private static void drip(int port, String first, String more) throws IOException, InterruptedException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            send(socket, first);
            for (var second = 0; second < STAY_S; second++) {
                TimeUnit.SECONDS.sleep(1);
                send(socket, more);
            }
        }
    }

    /** Sends something, and a moment later something else, and vanishes without waiting. */
    private void leave(String first, String more) throws IOException, InterruptedException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), http)) {
            send(socket, first);
            TimeUnit.MILLISECONDS.sleep(200);
            send(socket, more);
            socket.setSoLinger(true, 0);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients.shutdownNow();
    }
}
