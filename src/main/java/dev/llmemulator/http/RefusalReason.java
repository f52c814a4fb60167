package dev.llmemulator.http;

import dev.llmemulator.access.Refusal;
import dev.llmemulator.stream.RefusedException;
import org.jspecify.annotations.Nullable;

/** Why nothing was done for a request. */
public enum RefusalReason {
    /** All places for answers are taken ({@code MAX_ANSWERS}). */
    PLACES,
    /** Publishing lags behind ({@code MAX_LAG_SECONDS}). */
    LAG,
    SESSION_BUSY,
    SHUTTING_DOWN,
    /** The client has used up its limits. */
    LIMITS,
    UNAUTHORISED,
    FORBIDDEN,
    /** Whether to believe the client cannot be told at present. */
    UNDECIDED,
    /** There is no room for so many large bodies. */
    BODIES,
    BAD_REQUEST,
    NOT_FOUND,
    METHOD,
    TOO_LARGE,
    TOO_SLOW,
    MEDIA_TYPE,
    HOST,
    /** Anything else, such as a status that the client asked for by a directive. */
    OTHER;

    static RefusalReason of(RefusedException e) {
        return switch (e.reason()) {
            case FULL -> PLACES;
            case LAGGING -> LAG;
            case SESSION_BUSY -> SESSION_BUSY;
            case SHUTTING_DOWN -> SHUTTING_DOWN;
        };
    }

    static RefusalReason of(Refusal refusal) {
        return switch (refusal.reason()) {
            case UNKNOWN, NOT_BELIEVED -> UNAUTHORISED;
            case FORBIDDEN -> FORBIDDEN;
            case TOO_MUCH -> LIMITS;
            case UNDECIDED -> UNDECIDED;
        };
    }

    /** What the status of a reply alone tells; null where the request was not refused. */
    static @Nullable RefusalReason of(int status) {
        return switch (status) {
            case 400, 501, 505 -> BAD_REQUEST;
            case 401 -> UNAUTHORISED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD;
            case 406, 415 -> MEDIA_TYPE;
            case 408 -> TOO_SLOW;
            case 413, 414, 431 -> TOO_LARGE;
            case 421 -> HOST;
            case 503 -> OTHER;
            default -> status >= 400 && status < 499 ? OTHER : null;
        };
    }
}
