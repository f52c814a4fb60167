package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.ChainBuilder;
import java.util.function.Supplier;

/** {@code DELETE /api/run/{session_id}}: asks the emulator for the end of an answer. */
public final class CancelRequest {
    private static final String NAME = "DELETE /api/run";
    private static final int NO_CONTENT = 204;

    private final Supplier<Endpoints> endpoints;

    /** The endpoints are known once the run has begun. */
    public CancelRequest(Supplier<Endpoints> endpoints) {
        this.endpoints = endpoints;
    }

    public ChainBuilder send() {
        return exec(session -> {
                    AnswerInProgress.of(session).cancel();
                    return session;
                })
                .exec(Call.send(
                        http(NAME)
                                .delete(session -> endpoints.get().httpUrl() + "/api/run/"
                                        + AnswerInProgress.of(session).sessionId())
                                .sign((request, session) -> AskRequest.authorized(
                                        request, endpoints.get().http())),
                        Cancellation::new));
    }

    private static final class Cancellation extends Call {
        Cancellation(AnswerInProgress answer) {
            super(NAME, answer);
        }

        @Override
        public void sent(Runnable hangUp) {
            // Whoever has asked for the end waits for it.
        }

        @Override
        boolean isSuccess(int status) {
            return status == NO_CONTENT;
        }

        @Override
        void read(String body) {
            // It has none.
        }
    }
}
