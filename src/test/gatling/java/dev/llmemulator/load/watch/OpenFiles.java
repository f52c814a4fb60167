package dev.llmemulator.load.watch;

/**
 * Files and sockets that this process had open.
 *
 * @param most at once
 * @param limit that the operating system sets
 */
public record OpenFiles(long most, long limit) {
    double ofLimit() {
        return limit > 0 ? (double) most / limit : 0;
    }
}
