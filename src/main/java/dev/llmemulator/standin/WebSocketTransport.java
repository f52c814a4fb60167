package dev.llmemulator.standin;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** The wire as Jetty's WebSocket session. */
record WebSocketTransport(Session session) implements Transport {
    @Override
    public void send(String frame, Callback done) {
        session.sendText(frame, done);
    }

    @Override
    public void close(CloseReason reason) {
        session.close(reason.code(), reason.text(), Callback.NOOP);
    }

    @Override
    public void abort() {
        session.disconnect();
    }
}
