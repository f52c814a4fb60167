package dev.llmemulator.standin;

/** A place in a channel's stream; an empty epoch stands for any. */
record Position(String epoch, long offset) {
    /** The position of a publication that is not kept. */
    static final Position NONE = new Position("", 0);

    Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is negative");
        }
    }
}
