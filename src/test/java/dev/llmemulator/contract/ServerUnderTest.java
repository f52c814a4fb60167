package dev.llmemulator.contract;

import java.net.URI;

/**
 * A running server that the contract is checked against.
 *
 * @param stop ends the server as an operator would, so that it says goodbye to its clients; once more does nothing
 */
public record ServerUnderTest(URI apiUrl, URI webSocketUrl, Runnable stop) implements AutoCloseable {
    @Override
    public void close() {
        stop.run();
    }
}
