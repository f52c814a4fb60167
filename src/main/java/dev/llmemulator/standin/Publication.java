package dev.llmemulator.standin;

/**
 * One published message.
 *
 * @param data the message, as JSON text without line breaks
 * @param offset its place in the channel, from 1; 0 when it was published past the history
 */
record Publication(String data, long offset) {
    /** {@code {"data":…,"offset":…}}, without the offset where there is none. */
    void appendTo(StringBuilder json) {
        json.append("{\"data\":").append(data);
        if (offset > 0) {
            json.append(",\"offset\":").append(offset);
        }
        json.append('}');
    }
}
