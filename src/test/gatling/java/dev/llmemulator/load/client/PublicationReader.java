package dev.llmemulator.load.client;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the publications that come on a socket, in whatever format. */
public interface PublicationReader {
    /**
     * A publication came, as Centrifugo's protocol has it.
     *
     * @param channel empty for one that came with the reply to a subscription
     */
    void read(String channel, JsonNode publication);
}
