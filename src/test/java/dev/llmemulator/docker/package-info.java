/** What tests on real servers start in Docker: the names it goes by, and the images that docker-compose.yml says. */
@NullMarked
package dev.llmemulator.docker;

import org.jspecify.annotations.NullMarked;
