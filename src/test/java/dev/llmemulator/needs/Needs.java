package dev.llmemulator.needs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Names the programs that a test needs. Where one is missing the test is skipped with the reason, unless the system
 * property {@code tests.complete} is true, as {@code bin/check} sets it: then it runs, and fails on what is missing.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
public @interface Needs {
    Program[] value();
}
