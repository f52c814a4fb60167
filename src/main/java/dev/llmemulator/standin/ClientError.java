package dev.llmemulator.standin;

/** A reply that refuses one command and leaves the connection open; codes and words are Centrifugo's. */
enum ClientError {
    INTERNAL(100, "internal server error", true),
    UNKNOWN_CHANNEL(102, "unknown channel", false),
    PERMISSION_DENIED(103, "permission denied", false),
    NOT_FOUND(104, "not found", false),
    ALREADY_SUBSCRIBED(105, "already subscribed", false),
    LIMIT_EXCEEDED(106, "limit exceeded", false),
    BAD_REQUEST(107, "bad request", false),
    NOT_AVAILABLE(108, "not available", false),
    TOKEN_EXPIRED(109, "token expired", false),
    UNRECOVERABLE_POSITION(112, "unrecoverable position", false);

    private final String clientJson;
    private final String apiJson;

    ClientError(int code, String message, boolean temporary) {
        String fields = "{\"code\":" + code + ",\"message\":\"" + message + "\"";
        this.clientJson = fields + (temporary ? ",\"temporary\":true}" : "}");
        this.apiJson = fields + "}";
    }

    /** The error object as it stands in a reply over WebSocket. */
    String clientJson() {
        return clientJson;
    }

    /** The error object as it stands in a reply of the HTTP API. */
    String apiJson() {
        return apiJson;
    }
}
