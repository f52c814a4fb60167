/** Who may ask, how much, and in which sessions; knows neither HTTP nor answers. */
@NullMarked
package dev.llmemulator.access;

import org.jspecify.annotations.NullMarked;
