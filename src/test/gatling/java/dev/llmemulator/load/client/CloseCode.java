package dev.llmemulator.load.client;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/** The code with which a server ends a connection, as Centrifugo and WebSocket (RFC 6455) define it. */
public final class CloseCode {
    private static final int FIRST_OF_CENTRIFUGO = 3000;
    private static final int AFTER_CENTRIFUGO = 5000;

    private CloseCode() {}

    /** Code and reason, and whether a client may come back: {@code 3001 shutdown; a client may come back}. */
    public static String describe(int code, String reason) {
        var said = OneLine.of(reason);
        if (said.isEmpty() && code < FIRST_OF_CENTRIFUGO && WebSocketCloseStatus.isValidStatusCode(code)) {
            said = WebSocketCloseStatus.valueOf(code).reasonText();
        }
        // Netty gives a close frame without a code a negative one.
        return (code < 0 ? "no code" : code + (said.isEmpty() ? "" : " " + said)) + advice(code);
    }

    // 3000-3499 and 4000-4499 are to be tried again, the second halves of these thousands are final.
    private static String advice(int code) {
        if (code >= AFTER_CENTRIFUGO) {
            return "";
        }
        return mayReturn(code) ? "; a client may come back" : "; a client must not come back";
    }

    /** Whether a client whose connection ended with this code may come back. */
    public static boolean mayReturn(int code) {
        return code >= FIRST_OF_CENTRIFUGO
                ? code >= AFTER_CENTRIFUGO || code % 1000 < 500
                : switch (code) {
                    // Protocol error, unsupported data, invalid data, policy, too big, missing extension: the client's.
                    case 1002, 1003, 1007, 1008, 1009, 1010 -> false;
                    default -> true;
                };
    }
}
