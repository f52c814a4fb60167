package dev.llmemulator.load.client;

/** The ways in which a stream can break its promise, each with the name that it has in reports. */
public enum AnomalyKind {
    /** The marker, the reply or a later token shows that a token existed, but it never came. */
    LOST("lost token"),
    /** A token came again. */
    DOUBLED("doubled token"),
    /** A token came after one with a higher index. */
    REORDERED("reordered token"),
    /** A token's text is not the one that was said; told of the first one only, since a text of another length shifts all after it. */
    ALTERED("altered token"),
    /** A publication of another channel came. */
    FOREIGN_SESSION("foreign session"),
    /** Something came on the channel although the stream had ended. */
    AFTER_MARKER("after the marker"),
    /** The completion marker never came. */
    NO_MARKER("no marker"),
    /** The text of the HTTP reply is not that of the tokens. */
    HTTP_TEXT_DIFFERS("HTTP text differs"),
    /** A hash is not that of the text it came with. */
    SHA256_DIFFERS("sha256 differs"),
    /** A count of tokens is not how many there are. */
    COUNT_DIFFERS("count differs"),
    /** Offsets of the channel have a hole, or go back, where the tokens do not. */
    OFFSET_GAP("offset gap"),
    /** A publication that is no token and no marker; what should have come in its place is missing as well. */
    UNREADABLE("unreadable publication");

    private final String label;

    AnomalyKind(String label) {
        this.label = label;
    }

    /** The fixed phrase for reports. */
    public String label() {
        return label;
    }
}
