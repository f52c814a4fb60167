package dev.llmemulator.http;

import java.math.BigDecimal;

/**
 * The reply to a complete answer.
 *
 * @param response the complete text, equal to its tokens joined
 * @param tokens their count
 * @param sha256 of the text's UTF-8, lower-case hex
 * @param seed that was used; sent again it gives the same answer
 * @param model that was emulated
 * @param ideal seconds from the start until the last token was due, exact to the microsecond
 * @param instance whose clock stamped the tokens; {@code /health} has it too
 */
record RunReply(
        String session_id,
        String response,
        int tokens,
        String sha256,
        long seed,
        String model,
        BigDecimal ideal,
        String instance) {}
