package dev.llmemulator.load.client;

/** What the marker of a failed answer says: how many tokens were sent before, and why there are no more. */
record ErrorMarker(int tokens, String detail) {}
