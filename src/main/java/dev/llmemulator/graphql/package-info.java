/** The emulator's own GraphQL API: run, health, and tokens as a subscription over server-sent events. */
@NullMarked
package dev.llmemulator.graphql;

import org.jspecify.annotations.NullMarked;
