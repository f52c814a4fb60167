package dev.llmemulator.load.traced;

/**
 * What stands in a text: a token of an answer, its end, or what else there is.
 *
 * @param index of a token; {@link #END} or {@link #OTHER}
 * @param damaged true if it is no token any more, but what is left of one
 */
record Piece(int index, String tag, String text, boolean damaged) {
    static final int END = -1;
    static final int OTHER = -2;

    static Piece other(String text) {
        return new Piece(OTHER, "", text, false);
    }

    boolean isToken() {
        return index >= 0;
    }

    Piece damaged(String altered) {
        return new Piece(index, tag, altered, true);
    }

    Piece saying(String newText) {
        return new Piece(index, tag, newText, damaged);
    }
}
