/** Publication formats: each turns an event of an answer into JSON. Knows no broker and no HTTP. */
@NullMarked
package dev.llmemulator.publication;

import org.jspecify.annotations.NullMarked;
