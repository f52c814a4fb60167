package dev.llmemulator.load.watch;

/** The most files and sockets that this process had open at once, and the operating system's limit. */
public record OpenFiles(long most, long limit) {
    double ofLimit() {
        return limit > 0 ? (double) most / limit : 0;
    }
}
