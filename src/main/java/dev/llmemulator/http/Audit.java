package dev.llmemulator.http;

import dev.llmemulator.stream.OneLine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs whom the server refused what: a line for each refusal, up to ten a second. How many got none, a later line
 * tells.
 */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private static final int BURST = 50;
    private static final int LINES_PER_SECOND = 10;
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 421, 429);

    private final Bucket lines = Bucket.builder()
            .addLimit(limit -> limit.capacity(BURST).refillGreedy(LINES_PER_SECOND, Duration.ofSeconds(1)))
            .build();
    private final AtomicLong untold = new AtomicLong();

    void replied(Caller caller, String method, String path, int status, String detail) {
        if (!REFUSALS.contains(status)) {
            return;
        }
        if (!lines.tryConsume(1)) {
            untold.incrementAndGet();
            return;
        }
        var before = untold.getAndSet(0);
        if (before > 0) {
            LOG.info("Refused more, too fast to log each. [count={}]", before);
        }
        LOG.info(
                "Refused. [status={}, client={}, from={}, method={}, path={}, request_id={}, reason={}]",
                status,
                OneLine.of(caller.client().id()),
                caller.address.id(),
                OneLine.of(method),
                OneLine.of(path),
                caller.requestId,
                detail);
    }
}
