/**
 * Tests of the real cluster, the one of docker-compose.yml, as its users meet it: through HAProxy, and when parts of it
 * fail.
 */
@NullMarked
package dev.llmemulator.cluster;

import org.jspecify.annotations.NullMarked;
