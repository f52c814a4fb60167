package dev.llmemulator.http;

/**
 * The reply to a complete answer.
 *
 * @param response the complete text, equal to its tokens joined
 * @param tokens their count
 * @param sha256 of the text's UTF-8, lower-case hex
 * @param seed that was used; sent again it gives the same answer
 * @param instance whose clock stamped the tokens; `/health` has it too
 */
record RunReply(String session_id, String response, int tokens, String sha256, long seed, String instance) {}
