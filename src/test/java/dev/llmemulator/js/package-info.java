/** Runs the scripts of src/test/js, which drive the official JavaScript client. */
@NullMarked
package dev.llmemulator.js;

import org.jspecify.annotations.NullMarked;
