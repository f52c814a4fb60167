package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

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
        var timeout = new Failure("timeout", "timeout: no HTTP reply");
        // A server that refused the request owes no marker.
        return of(ReceivedAnswer::refused, answer -> answer.complete() ? Optional.empty() : Optional.of(timeout));
    }

    /** The user stopped the answer after so many tokens or more, and until then every token came once and in order. */
    static SuccessPolicy stoppedAfter(int tokens) {
        return of(ReceivedAnswer::stopped, answer -> {
            if (!answer.stopped()) {
                return Optional.of(Failure.of("the answer ended before its user stopped it"));
            }
            var text = "stopped too early, after %d of %d tokens".formatted(answer.tokens(), tokens);
            return answer.tokens() >= tokens ? Optional.empty() : Optional.of(new Failure("stopped too early", text));
        });
    }

    /** The user stopped the answer, or it was complete before; and until then every token came once and in order. */
    static SuccessPolicy stoppedOrComplete() {
        var complete = complete();
        return of(
                answer -> answer.refused() || answer.stopped(),
                answer -> answer.stopped() ? Optional.empty() : complete.missing(answer));
    }

    /** The user wanted no answer, and stayed connected; whatever broke its connection has failed it before. */
    static SuccessPolicy connected() {
        return of(any -> true, any -> Optional.empty());
    }

    /**
     * The user cancelled the answer after so many tokens or more, until then every token came once and in order, and a
     * marker told the end.
     */
    static SuccessPolicy cancelledAfter(int tokens) {
        return of(answer -> false, answer -> {
            if (!answer.stopped() || !answer.complete()) {
                return Optional.of(Failure.of("the answer ended before its user cancelled it"));
            }
            var text = "cancelled too early, after %d of %d tokens".formatted(answer.tokens(), tokens);
            return answer.tokens() >= tokens ? Optional.empty() : Optional.of(new Failure("cancelled too early", text));
        });
    }

    private static SuccessPolicy of(
            Predicate<ReceivedAnswer> needsNoMarker, Function<ReceivedAnswer, Optional<Failure>> missing) {
        return new SuccessPolicy() {
            @Override
            public List<Anomaly> violations(ReceivedAnswer answer) {
                return answer.anomalies().stream()
                        .filter(each -> each.kind() != AnomalyKind.NO_MARKER || !needsNoMarker.test(answer))
                        .toList();
            }

            @Override
            public Optional<Failure> missing(ReceivedAnswer answer) {
                return missing.apply(answer);
            }
        };
    }
}
