package dev.llmemulator.standin;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** The wire below one connection. */
interface Transport {
    /** Begins to write a frame; {@code done} is told once it is written or has failed, perhaps before this returns. */
    void send(String frame, Callback done);

    void close(CloseReason reason);

    void abort();

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
