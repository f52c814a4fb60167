package dev.llmemulator.standin;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** The wire as Jetty's WebSocket session; a write that fails ends the session, which Jetty tells us by itself. */
record WebSocketTransport(Session session) implements Transport {

    @Override
    public void send(String frame, Runnable done) {
        session.sendText(frame, Callback.from(done, failure -> done.run()));
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
