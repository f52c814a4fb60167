package dev.llmemulator.standin;

/** A place in a channel's stream; an empty epoch stands for any. */
record Position(String epoch, long offset) {
    /** What is answered where no history is kept. */
    static final Position NONE = new Position("", 0);
}
