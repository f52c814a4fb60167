package dev.llmemulator.contract;

import java.net.URI;

/** A running server that the contract is tried on. */
interface Target {
    URI apiUrl();

    URI webSocketUrl();

    /** Ends the server as an operator would, letting it say goodbye to its clients; once more does nothing. */
    void stop();
}
