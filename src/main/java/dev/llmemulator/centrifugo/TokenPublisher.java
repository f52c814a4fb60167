package dev.llmemulator.centrifugo;

import dev.llmemulator.settings.PublishSettings;
import java.time.Duration;

/** Brings publications into Centrifugo, each exactly once or with an error to the one who offered it. */
public interface TokenPublisher extends AutoCloseable {
    /** Publishes over HTTP, in lanes of batches. */
    static TokenPublisher overHttp(PublishSettings settings) {
        return new LanePublisher(settings);
    }

    /** Takes a publication and returns at once; it is tried again until it is accepted, refused or `patience` is over. */
    void publish(Publication publication, Duration patience);

    /** How long the oldest publication of the last batch had waited since it was offered; zero when nothing is under way. */
    Duration lag();

    /** Stops; what is under way ends in an error. */
    @Override
    void close();
}
