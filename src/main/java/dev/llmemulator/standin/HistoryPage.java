package dev.llmemulator.standin;

import java.util.List;

/**
 * What a channel keeps, in part.
 *
 * @param publications in the order asked for
 * @param top position of the channel's newest publication
 * @param sameEpoch whether the position read from belongs to this stream; if not, the read has failed
 */
record HistoryPage(List<Publication> publications, Position top, boolean sameEpoch) {
    /** {@code {"publications":[…],"epoch":"…","offset":7}}. */
    String toJson() {
        StringBuilder json = new StringBuilder(64 + publications.size() * 64);
        json.append('{');
        Json.appendPublications(json, publications);
        return json.append(",\"epoch\":\"")
                .append(top.epoch())
                .append("\",\"offset\":")
                .append(top.offset())
                .append('}')
                .toString();
    }
}
