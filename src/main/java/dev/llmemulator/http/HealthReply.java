package dev.llmemulator.http;

/**
 * How an instance is.
 *
 * @param status `ok` while it takes work, else `shutting down`
 * @param answers under way
 * @param lag_ms how far publishing lags behind the schedule
 */
record HealthReply(String status, String version, int answers, long lag_ms) {}
