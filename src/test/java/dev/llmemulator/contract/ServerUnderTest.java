package dev.llmemulator.contract;

import java.net.URI;

/** A running server that the contract is checked against. */
interface ServerUnderTest {
    URI apiUrl();

    URI webSocketUrl();

    /** Ends the server as an operator would, so that it says goodbye to its clients; once more does nothing. */
    void stop();
}
