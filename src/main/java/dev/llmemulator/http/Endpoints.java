package dev.llmemulator.http;

import io.javalin.config.RoutesConfig;

/** An API beside {@code /api/run}: its routes, and the form of its errors. */
public interface Endpoints {
    /** Begins the path of all its routes. */
    String prefix();

    /** The size of the largest request body. */
    int maxBodyBytes();

    void addTo(RoutesConfig routes, AnswerDesk desk);

    /** The body of a reply that refuses a request, as an object that Jackson writes. */
    Object error(int status, String detail);

    /** How many clients have lost their connection because they read too slowly. */
    long slowReaders();
}
