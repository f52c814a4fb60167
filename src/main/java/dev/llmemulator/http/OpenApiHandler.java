package dev.llmemulator.http;

import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code GET /openapi.json}: the description of this API, in OpenAPI 3.1. */
final class OpenApiHandler implements Handler {
    static final String PATH = "/openapi.json";

    private final byte[] document = document();

    /** The document as it is served; it describes every route, and no other. */
    static byte[] document() {
        try (var resource = Objects.requireNonNull(OpenApiHandler.class.getResourceAsStream(PATH))) {
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("A resource of this program can be read", e);
        }
    }

    @Override
    public void handle(Context ctx) {
        ctx.contentType(ContentType.APPLICATION_JSON).result(document);
    }
}
