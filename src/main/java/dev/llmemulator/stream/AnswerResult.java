package dev.llmemulator.stream;

/**
 * How an answer ended. Text and hash are empty and the ideal is 0 unless it is {@link End#COMPLETE}, else the detail.
 *
 * @param tokens tokens that were delivered
 * @param unacknowledged tokens after these that may have been delivered as well
 * @param sha256 SHA-256 of the text's UTF-8, in lower-case hex
 * @param idealNs nanoseconds from the start until the last token was due
 */
public record AnswerResult(
        End end, int tokens, int unacknowledged, String text, String sha256, String detail, long idealNs) {
    public enum End {
        /** All tokens and the marker were delivered. */
        COMPLETE,
        /** The client hung up. Its readers were told nothing. */
        HUNG_UP,
        /** Somebody asked for its end, and its readers were told. */
        CANCELLED,
        /** An event was refused, or could not be delivered before its deadline. */
        PUBLISH_FAILED,
        /** This instance shut down before the answer was complete. */
        CUT_OFF
    }

    static AnswerResult complete(int tokens, String text, String sha256, long idealNs) {
        return new AnswerResult(End.COMPLETE, tokens, 0, text, sha256, "", idealNs);
    }

    static AnswerResult early(End end, int tokens, int unacknowledged, String detail) {
        return new AnswerResult(end, tokens, unacknowledged, "", "", detail, 0);
    }
}
