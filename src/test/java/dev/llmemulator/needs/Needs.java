package dev.llmemulator.needs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Names the programs that a test needs. Where one is missing the test is skipped with the reason, unless the system
 * property {@code tests.complete} is true, as {@code bin/check} sets it: then it runs, and fails on what is missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Condition.class)
public @interface Needs {
    Program[] value();

    /** Skips a test whose programs are missing, where that is allowed. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Boolean.getBoolean("tests.complete")) {
                return ConditionEvaluationResult.enabled("All tests have to run");
            }
            return AnnotationSupport.findAnnotation(context.getElement(), Needs.class).stream()
                    .flatMap(needs -> Stream.of(needs.value()))
                    .filter(program -> !program.isThere())
                    .findFirst()
                    .map(missing -> ConditionEvaluationResult.disabled(
                            "Not on this machine: " + missing + "; bin/check installs it"))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("Everything needed is there"));
        }
    }
}
