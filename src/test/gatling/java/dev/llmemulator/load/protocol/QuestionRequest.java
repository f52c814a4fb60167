package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.exec;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.settings.Transport;
import io.gatling.javaapi.core.ChainBuilder;
import java.util.function.Supplier;

/** How a question is asked: by our own API, by OpenAI's, or as a profile says. */
public interface QuestionRequest {
    /** What comes before an answer. */
    default ChainBuilder before() {
        return exec(Steps.none());
    }

    ChainBuilder send();

    /** The question as the settings of a run word it; the endpoints are known once the run has begun. */
    static QuestionRequest of(Supplier<Endpoints> endpoints, AnswerContext context) {
        var profile = context.settings().profile();
        if (profile != null) {
            return new ProfiledRequests(profile, endpoints, context);
        }
        return context.settings().transport() == Transport.SSE
                ? new StreamedRequest(endpoints, context.settings())
                : new AskRequest(endpoints, context.settings());
    }
}
