/** The program: reads settings, wires the parts by hand, starts them and stops them in reverse order. */
@NullMarked
package dev.llmemulator;

import org.jspecify.annotations.NullMarked;
