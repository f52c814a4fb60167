package dev.llmemulator.load.client;

/** What the completion marker says of the answer: the count of its tokens and the hash of its text's UTF-8. */
record Marker(int tokens, String sha256) {}
