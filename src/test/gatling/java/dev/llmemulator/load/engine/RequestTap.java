package dev.llmemulator.load.engine;

/** Watches one HTTP request, on the event loop of its user. */
public interface RequestTap extends StepListener {
    /**
     * The request goes out.
     *
     * @param hangUp closes the connection; the request then ends without a row, and nothing follows it
     */
    void sent(Runnable hangUp);
}
