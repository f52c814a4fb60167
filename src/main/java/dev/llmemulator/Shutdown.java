package dev.llmemulator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts one after the other; a failure of one never keeps the rest from being closed. */
final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private Shutdown() {}

    static void inOrder(Runnable... steps) {
        for (var step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                LOG.error("A part could not be closed.", e);
            }
        }
    }
}
