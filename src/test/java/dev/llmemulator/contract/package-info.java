/** What we rely on of Centrifugo, as tests that run on the real server and on our stand-in alike. */
@NullMarked
package dev.llmemulator.contract;

import org.jspecify.annotations.NullMarked;
