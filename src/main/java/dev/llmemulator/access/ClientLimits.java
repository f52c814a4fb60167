package dev.llmemulator.access;

import dev.llmemulator.access.Refusal.Reason;
import dev.llmemulator.settings.AccessSettings.ClientLimitSettings;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What each client has asked for. Questions and tokens come from a bucket each, which fills up within a second, or
 * within the time of one question. An answer with more tokens than its bucket holds needs a full one and leaves a debt.
 * All counts of a client are taken or given back under its lock, so no two requests share a place.
 */
public final class ClientLimits {
    /** Clients that are remembered. A client beyond takes the place of one that has no answer under way. */
    private static final int MOST_CLIENTS = 50_000;

    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration ANSWER_RETRY = Duration.ofSeconds(1);

    private final Map<String, Usage> clients = new ConcurrentHashMap<>();
    private final Lock sweeping = new ReentrantLock();
    private final ClientLimitSettings settings;
    private final TimeMeter clock;
    private final int mostClients;
    private final @Nullable Bandwidth questions;
    private final @Nullable Bandwidth tokens;
    private final String policy;

    public ClientLimits(ClientLimitSettings settings) {
        this(settings, TimeMeter.SYSTEM_NANOTIME, MOST_CLIENTS);
    }

    ClientLimits(ClientLimitSettings settings, TimeMeter clock, int mostClients) {
        this.settings = settings;
        this.clock = clock;
        this.mostClients = mostClients;
        var policies = new StringJoiner(", ");
        if (settings.questions() == null) {
            questions = null;
        } else {
            double rate = settings.questions();
            questions = bandwidth(
                    Math.max(1, Math.round(rate)), Math.round(NS_PER_SECOND * Math.max(1, Math.round(rate)) / rate));
            policies.add(policy("questions", questions, ""));
        }
        if (settings.answers() != null) {
            policies.add("\"answers\";q=%d;qu=\"concurrent-requests\"".formatted(settings.answers()));
        }
        if (settings.tokens() == null) {
            tokens = null;
        } else {
            tokens = bandwidth(settings.tokens(), NS_PER_SECOND);
            policies.add(policy("tokens", tokens, ";qu=\"tokens\""));
        }
        policy = policies.toString();
    }

    private static Bandwidth bandwidth(long capacity, long periodNs) {
        return Bandwidth.builder()
                .capacity(capacity)
                .refillGreedy(capacity, Duration.ofNanos(periodNs))
                .build();
    }

    private static String policy(String name, Bandwidth limit, String unit) {
        return "\"%s\";q=%d;w=%d%s".formatted(name, limit.getCapacity(), seconds(limit.getRefillPeriodNanos()), unit);
    }

    private static long seconds(long ns) {
        return (ns + NS_PER_SECOND - 1) / NS_PER_SECOND;
    }

    public boolean isOn() {
        return settings.isOn();
    }

    /** Whether it matters how many tokens an answer has. */
    public boolean countsTokens() {
        return tokens != null;
    }

    /** The value of the header {@code RateLimit-Policy}. */
    public String policy() {
        return policy;
    }

    /** The value of the header {@code RateLimit}: what is left of each limit, and in how many seconds all of it is back. */
    public String left(String client) {
        return with(client, Usage::left);
    }

    /**
     * Counts a question.
     *
     * @throws Refusal if it is one too many
     */
    public void question(String client) throws Refusal {
        if (questions != null) {
            long waitNs = with(client, Usage::question);
            if (waitNs > 0) {
                throw tooMuch(
                        waitNs,
                        "%s questions a second (CLIENT_QUESTIONS_PER_SECOND)".formatted(plain(settings.questions())));
            }
        }
    }

    /**
     * Takes the place of an answer. {@link #ended} or {@link #notBegun} gives it back.
     *
     * @throws Refusal if it is one too many, or has too many tokens; then nothing was taken
     */
    public void answer(String client, int count) throws Refusal {
        if (settings.answers() == null && tokens == null) {
            return;
        }
        long waitNs = with(client, usage -> usage.answer(count));
        if (waitNs == Usage.NO_PLACE) {
            throw tooMuch(ANSWER_RETRY.toNanos(), settings.answers() + " answers under way at once (CLIENT_ANSWERS)");
        }
        if (waitNs > 0) {
            throw tooMuch(waitNs, settings.tokens() + " tokens a second (CLIENT_TOKENS_PER_SECOND)");
        }
    }

    public void ended(String client) {
        giveBack(client, 0);
    }

    /** Gives all of an answer back that was refused for another reason. */
    public void notBegun(String client, int count) {
        giveBack(client, count);
    }

    private void giveBack(String client, int count) {
        if (settings.answers() != null || tokens != null) {
            with(client, usage -> usage.giveBack(count));
        }
    }

    private static String plain(@Nullable Double number) {
        var text = String.valueOf(number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static Refusal tooMuch(long waitNs, String limit) {
        return new Refusal(
                Reason.TOO_MUCH, "This client may have " + limit, Duration.ofSeconds(Math.max(1, seconds(waitNs))));
    }

    int remembered() {
        return clients.size();
    }

    private <T> T with(String client, Function<Usage, T> action) {
        while (true) {
            var usage = clients.get(client);
            if (usage == null) {
                if (clients.size() >= mostClients) {
                    sweep();
                }
                usage = clients.computeIfAbsent(client, any -> new Usage());
            }
            synchronized (usage) {
                if (!usage.forgotten) {
                    return action.apply(usage);
                }
            }
        }
    }

    /** Forgets the clients that are as if they had never asked; if these are too few, any that have no answer under way. */
    private void sweep() {
        if (sweeping.tryLock()) {
            try {
                forget(Usage::isNew);
                if (clients.size() > mostClients / 4 * 3) {
                    forget(usage -> usage.underWay == 0);
                }
            } finally {
                sweeping.unlock();
            }
        }
    }

    private void forget(Predicate<Usage> which) {
        for (var each = clients.values().iterator(); each.hasNext() && clients.size() > mostClients / 2; ) {
            var usage = each.next();
            synchronized (usage) {
                if (which.test(usage)) {
                    usage.forgotten = true;
                    each.remove();
                }
            }
        }
    }

    /** The counts of one client, guarded by its own lock. */
    private final class Usage {
        static final long NO_PLACE = -1;

        private final @Nullable Bucket questionsLeft = bucket(questions);
        private final @Nullable Bucket tokensLeft = bucket(tokens);
        private int underWay;
        private boolean forgotten;

        private @Nullable Bucket bucket(@Nullable Bandwidth limit) {
            return limit == null
                    ? null
                    : Bucket.builder()
                            .addLimit(limit)
                            .withCustomTimePrecision(clock)
                            .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                            .build();
        }

        /** Nanoseconds until the next question; 0 if this one was counted. */
        long question() {
            return questionsLeft == null ? 0 : take(questionsLeft, 1);
        }

        /** Nanoseconds until the answer can be had; 0 if its place was taken. */
        long answer(int count) {
            if (settings.answers() != null && underWay >= settings.answers()) {
                return NO_PLACE;
            }
            if (tokensLeft != null && tokens != null) {
                var atOnce = Math.min(count, tokens.getCapacity());
                var waitNs = take(tokensLeft, atOnce);
                if (waitNs > 0) {
                    return waitNs;
                }
                if (count > atOnce) {
                    tokensLeft.consumeIgnoringRateLimits(count - atOnce);
                }
            }
            underWay++;
            return 0;
        }

        private static long take(Bucket bucket, long count) {
            return bucket.tryConsume(count)
                    ? 0
                    : Math.max(1, bucket.estimateAbilityToConsume(count).getNanosToWaitForRefill());
        }

        boolean giveBack(int count) {
            underWay--;
            if (tokensLeft != null && count > 0) {
                tokensLeft.addTokens(count);
            }
            return true;
        }

        boolean isNew() {
            return underWay == 0 && isFull(questionsLeft, questions) && isFull(tokensLeft, tokens);
        }

        private static boolean isFull(@Nullable Bucket bucket, @Nullable Bandwidth limit) {
            return bucket == null || limit == null || bucket.getAvailableTokens() >= limit.getCapacity();
        }

        String left() {
            var text = new StringBuilder();
            append(text, "questions", questionsLeft, questions);
            if (settings.answers() != null) {
                separated(text).append("\"answers\";r=").append(Math.max(0, settings.answers() - underWay));
            }
            append(text, "tokens", tokensLeft, tokens);
            return text.toString();
        }

        private static void append(
                StringBuilder text, String name, @Nullable Bucket bucket, @Nullable Bandwidth limit) {
            if (bucket != null && limit != null) {
                var full = bucket.estimateAbilityToConsume(limit.getCapacity());
                separated(text).append('"').append(name).append("\";r=");
                text.append(Math.max(0, full.getRemainingTokens()))
                        .append(";t=")
                        .append(seconds(full.getNanosToWaitForRefill()));
            }
        }

        private static StringBuilder separated(StringBuilder text) {
            return text.length() == 0 ? text : text.append(", ");
        }
    }
}
