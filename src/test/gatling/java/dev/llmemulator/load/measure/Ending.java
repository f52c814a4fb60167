package dev.llmemulator.load.measure;

/** How an answer ended for its user. */
public enum Ending {
    /** It came complete, on one connection. */
    WHOLE("whole"),
    /** It came complete although its user lost the connection, which came back and recovered what it missed. */
    RECOVERED("recovered"),
    /**
     * It failed, and its user was told: by an error marker, an HTTP error, a refused recovery, or a connection that was
     * closed and could not be opened again.
     */
    TOLD("announced as failed"),
    /** It was refused before its first token. */
    REFUSED("refused"),
    /** It lacks something, or has too much, and nobody told its user. */
    SILENT("failed in silence");

    private final String label;

    Ending(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
