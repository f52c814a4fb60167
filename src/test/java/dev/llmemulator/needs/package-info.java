/** The programs that tests need of the machine, and how tests run them: scripts, Node.js and Docker. */
@NullMarked
package dev.llmemulator.needs;

import org.jspecify.annotations.NullMarked;
