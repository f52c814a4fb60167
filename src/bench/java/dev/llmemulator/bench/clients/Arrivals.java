package dev.llmemulator.bench.clients;

/** What arrives for one user; all times are microseconds since the Unix epoch. Called on the network's thread. */
public interface Arrivals {
    void token(long dueUs, long sentUs, long arrivedUs);

    /** The completion marker; the tokens before it have this hash, and none is missing. */
    void answered(String sha256, long arrivedUs);

    /** A token or marker that should not have come like this, or a broken connection. */
    void violation(String what);
}
