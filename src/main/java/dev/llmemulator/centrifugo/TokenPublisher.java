package dev.llmemulator.centrifugo;

import dev.llmemulator.settings.PublishSettings;

/** Brings publications into Centrifugo when they are due, each exactly once or with an error to its feed. */
public interface TokenPublisher extends AutoCloseable {
    /** Publishes over HTTP, in lanes of batches. */
    static TokenPublisher overHttp(PublishSettings settings) {
        return new LanePublisher(settings);
    }

    /** Takes a feed and returns at once; its publications go out one after the other until it has no more. */
    void add(ChannelFeed feed);

    /** Looks at a feed anew, because its publication is due earlier than it was or because nobody waits for it any more. */
    void recheck(ChannelFeed feed);

    /** How it is doing just now. */
    PublishState state();

    /** Stops; what is left ends in an error. */
    @Override
    void close();
}
