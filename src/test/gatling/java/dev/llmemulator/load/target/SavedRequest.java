package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Map;

/**
 * A request that comes before an answer, and what is saved of its reply.
 *
 * @param name its row in the report
 * @param ofUser whether the user sends it once, and not for each answer
 */
public record SavedRequest(String name, RequestRule request, Map<String, JsonPointer> save, boolean ofUser) {}
