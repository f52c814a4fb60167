/** What is measured and on what: the cluster's addresses, its processes, this machine. */
@NullMarked
package dev.llmemulator.bench.system;

import org.jspecify.annotations.NullMarked;
