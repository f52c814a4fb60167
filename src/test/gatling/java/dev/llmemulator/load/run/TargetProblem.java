package dev.llmemulator.load.run;

import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.Target;

/** What is wrong with a target that gives no answer, and what to do about it. */
record TargetProblem(String cause, String remedy, String target) {
    static TargetProblem of(String reason, Target target, Endpoints endpoints) {
        return new TargetProblem(reason, "todo", target.name() + ", " + endpoints);
    }

    String block() {
        return "FAILED: " + cause + "\n";
    }
}
