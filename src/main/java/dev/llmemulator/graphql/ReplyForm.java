package dev.llmemulator.graphql;

import io.javalin.http.HttpStatus;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a reply is written. */
enum ReplyForm {
    /** The status tells whether the request was carried out. */
    GRAPHQL("application/graphql-response+json; charset=utf-8"),
    /** For older clients: the status tells only whether this was a GraphQL request. */
    JSON("application/json; charset=utf-8"),
    EVENTS("text/event-stream; charset=utf-8");

    final String contentType;

    ReplyForm(String contentType) {
        this.contentType = contentType;
    }

    /** The first of the accepted media types that there is; empty if none is. */
    static Optional<ReplyForm> accepted(@Nullable String accept) {
        return accept == null
                ? Optional.of(GRAPHQL)
                : Arrays.stream(accept.split(",", -1))
                        .map(type -> type.split(";", 2)[0].strip())
                        .flatMap(type -> of(type).stream())
                        .findFirst();
    }

    private static Optional<ReplyForm> of(String type) {
        return Optional.ofNullable(
                switch (type) {
                    case "*/*", "application/*", "application/graphql-response+json" -> GRAPHQL;
                    case "application/json" -> JSON;
                    case "text/event-stream" -> EVENTS;
                    default -> null;
                });
    }

    /**
     * The status of a reply.
     *
     * @param isCarriedOut false if no field was even looked at
     */
    HttpStatus status(boolean isCarriedOut) {
        return this == GRAPHQL && !isCarriedOut ? HttpStatus.BAD_REQUEST : HttpStatus.OK;
    }
}
