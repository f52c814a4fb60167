package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;

/** Where the JWTs of users come from. */
public sealed interface TokenSource {
    /** The server takes anybody. */
    record None() implements TokenSource {}

    /** We sign them. */
    record Signed(JwtSigner signer, JsonTemplate claims) implements TokenSource {}

    /** The backend hands them out. */
    record Fetched(RequestRule request, JsonPointer pointer) implements TokenSource {}

    /** A reply had it, from which it was saved. */
    record Given(Template template) implements TokenSource {}
}
