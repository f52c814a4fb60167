/** The verdict of a run and every form it is told in: console, JSON, page, Markdown, JUnit, and the comparison of two runs. */
@NullMarked
package dev.llmemulator.load.report;

import org.jspecify.annotations.NullMarked;
