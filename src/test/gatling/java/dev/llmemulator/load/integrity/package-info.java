/** Whether a stream is what was promised: what one reader saw of it, and the faults that it is judged to have. */
@NullMarked
package dev.llmemulator.load.integrity;

import org.jspecify.annotations.NullMarked;
