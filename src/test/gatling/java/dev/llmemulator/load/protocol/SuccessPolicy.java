package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.List;
import java.util.Optional;

/**
 * What a scenario counts as a successful answer.
 *
 * <p>It is asked once, when the user is through with the answer. A step that failed before, such as connecting, has
 * failed the answer whatever the policy says.
 */
public interface SuccessPolicy {
    /** The anomalies that count against the answer. One of them fails it. */
    List<Anomaly> violations(ReceivedAnswer answer);

    /** What the answer lacks although it has no violation; empty if it succeeded. */
    Optional<Failure> missing(ReceivedAnswer answer);

    /** Every token came once and in order, and the completion marker and the HTTP reply agree with them. */
    static SuccessPolicy complete() {
        return new SuccessPolicy() {
            @Override
            public List<Anomaly> violations(ReceivedAnswer answer) {
                // A server that refused the request owes no marker.
                return answer.refused() ? answer.anomaliesBut(AnomalyKind.NO_MARKER) : answer.anomalies();
            }

            @Override
            public Optional<Failure> missing(ReceivedAnswer answer) {
                var timeout = new Failure("timeout", "timeout: no HTTP reply");
                return answer.complete() ? Optional.empty() : Optional.of(timeout);
            }
        };
    }

    /** The user stopped the answer after so many tokens or more, and until then every token came once and in order. */
    static SuccessPolicy stoppedAfter(int tokens) {
        return new SuccessPolicy() {
            @Override
            public List<Anomaly> violations(ReceivedAnswer answer) {
                return answer.stopped() ? answer.anomaliesBut(AnomalyKind.NO_MARKER) : answer.anomalies();
            }

            @Override
            public Optional<Failure> missing(ReceivedAnswer answer) {
                if (!answer.stopped()) {
                    return Optional.of(Failure.of("the answer ended before its user stopped it"));
                }
                var text = "stopped too early, after %d of %d tokens".formatted(answer.tokens(), tokens);
                return answer.tokens() >= tokens
                        ? Optional.empty()
                        : Optional.of(new Failure("stopped too early", text));
            }
        };
    }
}
