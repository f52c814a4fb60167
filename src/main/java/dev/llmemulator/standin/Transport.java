package dev.llmemulator.standin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** The wire below one connection. */
interface Transport {
    /** Begins to write a frame; {@code done} is told once it is written or has failed, perhaps before this returns. */
    void send(String frame, Callback done);

    void close(CloseReason reason);

    void abort();

    /** An emulated WebSocket: the response to the request that opened it. */
    record Stream(Response response, EndPoint endPoint, boolean asEvents, Runnable end) implements Transport {
        @Override
        public void send(String frame, Callback done) {
            var text = asEvents ? frame.lines().map("data: %s\n\n"::formatted).collect(joining()) : frame + "\n";
            write(text, org.eclipse.jetty.util.Callback.from(done::succeed, done::fail));
        }

        private void write(String text, org.eclipse.jetty.util.Callback done) {
            response.write(false, ByteBuffer.wrap(text.getBytes(UTF_8)), done);
        }

        @Override
        public void close(CloseReason reason) {
            if (reason == CloseReason.SLOW) {
                // A write is under way that may never end.
                abort();
                return;
            }
            send(Json.goodbye(reason), Callback.from(end, failure -> end.run()));
        }

        @Override
        public void abort() {
            endPoint.close();
        }
    }

    /** The wire as Jetty's WebSocket session. */
    record WebSocket(Session session) implements Transport {
        @Override
        public void send(String frame, Callback done) {
            session.sendText(frame, done);
        }

        @Override
        public void close(CloseReason reason) {
            session.close(reason.code, reason.text, Callback.NOOP);
        }

        @Override
        public void abort() {
            session.disconnect();
        }
    }
}
