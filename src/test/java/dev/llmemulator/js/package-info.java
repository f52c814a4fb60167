/** Runs the scripts of src/test/js, which drive the official JavaScript client, and a browser. */
@NullMarked
package dev.llmemulator.js;

import org.jspecify.annotations.NullMarked;
