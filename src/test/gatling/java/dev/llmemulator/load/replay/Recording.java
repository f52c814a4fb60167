package dev.llmemulator.load.replay;

import java.util.List;

/**
 * Recorded traffic as it is to be replayed.
 *
 * @param name of its file
 * @param requests in the order in which they came
 * @param selection which part of the file this is, and at which speed
 * @param empty requests of the file that got no token, and are left out
 * @param reordered requests that stood behind a later one, and were sorted
 */
public record Recording(String name, List<RecordedRequest> requests, Selection selection, long empty, long reordered) {
    /** The microseconds after the start at which each request is due, in ascending order. */
    public long[] dueUs() {
        return requests.stream().mapToLong(RecordedRequest::atUs).toArray();
    }

    /** The request of the user of this number, from 1. */
    public RecordedRequest request(long user) {
        return requests.get((int) user - 1);
    }

    public int mostTokens() {
        return requests.stream().mapToInt(RecordedRequest::answerTokens).max().orElseThrow();
    }

    public long tokens() {
        return requests.stream().mapToLong(RecordedRequest::answerTokens).sum();
    }

    /** How long the replay takes until the last request is due, in seconds. */
    public double seconds() {
        return requests.get(requests.size() - 1).atUs() / 1e6;
    }

    @Override
    public String toString() {
        return name
                + (empty == 0 ? "" : ", without " + empty + " requests that got no answer")
                + (reordered == 0 ? "" : ", with " + reordered + " requests sorted by time");
    }
}
