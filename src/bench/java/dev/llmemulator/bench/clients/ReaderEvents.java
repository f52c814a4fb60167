package dev.llmemulator.bench.clients;

import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;

/** Hears what arrives for one user, on the network's thread. Times are microseconds since the epoch. */
public interface ReaderEvents {
    void token(Stamps stamps, long arrivedUs);

    /** The completion marker arrived; the record has it and everything before it, to be judged. */
    void ended(StreamRecord answer, long arrivedUs);

    /** Something arrived that must not, or the connection broke. */
    void violation(String what);
}
