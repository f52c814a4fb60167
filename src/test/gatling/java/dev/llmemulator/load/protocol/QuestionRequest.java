package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.exec;

import io.gatling.javaapi.core.ChainBuilder;
import java.util.function.Supplier;

/** How a question is asked: by our own API or as a profile says. */
public interface QuestionRequest {
    /** What comes before an answer. */
    default ChainBuilder before() {
        return exec(session -> session);
    }

    ChainBuilder send();

    /** The question as the settings of a run word it; the endpoints are known once the run has begun. */
    static QuestionRequest of(Supplier<Endpoints> endpoints, AnswerContext context) {
        var profile = context.settings().profile();
        return profile == null
                ? new AskRequest(endpoints, context.settings())
                : new ProfiledRequests(profile, endpoints, context);
    }
}
