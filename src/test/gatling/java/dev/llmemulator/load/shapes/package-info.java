/** What simulations find out beyond the figures of every run: how a spike ends, what grows, what silence costs. */
@NullMarked
package dev.llmemulator.load.shapes;

import org.jspecify.annotations.NullMarked;
