package dev.llmemulator.standin;

/**
 * What a good connection token says.
 *
 * @param user who connects; may be empty
 * @param expiresAt seconds since the Unix epoch; 0 for never
 */
record ConnectionToken(String user, long expiresAt) {
    boolean expires() {
        return expiresAt > 0;
    }
}
