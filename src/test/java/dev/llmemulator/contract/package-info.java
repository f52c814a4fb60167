/** What we rely on of Centrifugo, as tests that run against the real server and against our stand-in. */
@NullMarked
package dev.llmemulator.contract;

import org.jspecify.annotations.NullMarked;
