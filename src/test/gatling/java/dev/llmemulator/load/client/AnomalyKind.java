package dev.llmemulator.load.client;

/**
 * The ways in which a stream can break its promise, each with the name that it has in reports. An answer with several is
 * counted as an error by the first of them.
 */
public enum AnomalyKind {
    /** Something of another user's answer. Worse than the hole that it may stand in, so it comes first. */
    FOREIGN_SESSION("foreign session"),
    /** The marker, the reply or a later token shows that a token existed, but it never came. */
    LOST("lost token"),
    DOUBLED("doubled token"),
    REORDERED("reordered token"),
    /** The first token with a wrong text. Only this one is named: a text of another length shifts all that follow. */
    ALTERED("altered token"),
    /** The tokens are unaltered, but the white space between two of them is not. Only traced text shows this. */
    WHITE_SPACE("white space altered"),
    AFTER_MARKER("after the marker"),
    NO_MARKER("no marker"),
    /** The HTTP reply and the tokens have different texts. */
    HTTP_TEXT_DIFFERS("HTTP text differs"),
    SHA256_DIFFERS("sha256 differs"),
    COUNT_DIFFERS("count differs"),
    /** The offsets of the channel have a hole or go back, and no token explains it. */
    OFFSET_GAP("offset gap"),
    /** A token or marker lacks something, or a frame is no line of the protocol. What it should have been is missing too. */
    UNREADABLE("unreadable publication");

    private final String label;

    AnomalyKind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
