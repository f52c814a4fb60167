package dev.llmemulator.load.watch;

/**
 * Open files and sockets of this process.
 *
 * @param most the highest number at once
 * @param limit the operating system's limit
 */
public record OpenFiles(long most, long limit) {
    double ofLimit() {
        return limit > 0 ? (double) most / limit : 0;
    }
}
