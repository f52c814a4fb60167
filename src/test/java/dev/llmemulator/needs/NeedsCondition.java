package dev.llmemulator.needs;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a test whose programs are missing, where that is allowed. */
final class NeedsCondition implements ExecutionCondition {
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
