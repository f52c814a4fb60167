package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.asLongAsDuring;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.repeat;

import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.measure.UserGroup;
import dev.llmemulator.load.protocol.AnswerContext;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.protocol.Socket;
import dev.llmemulator.load.protocol.TokenLife;
import dev.llmemulator.load.settings.LoadSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the journeys of one run share: its settings, servers and figures, and the slots for answers under way at once.
 *
 * @param endpoints known once the run has begun
 * @param engine gets linked to the engine on which the journeys run
 * @param socket of each user
 * @param arrivals when users are due; null unless they arrive at a rate
 */
public record JourneyContext(
        Supplier<Endpoints> endpoints,
        AnswerContext answers,
        EngineLink engine,
        AnswerSlots slots,
        Socket socket,
        @Nullable ArrivalTimes arrivals) {
    /** The number of answers that a user has behind it, among those of {@link #repeated}: an attribute of its session. */
    public static final String CYCLE = "cycle";

    /** How often in a row the user's question was refused for want of room. */
    private static final String REFUSALS = "refusals";

    /** The context of a run that has not begun. */
    public JourneyContext(Supplier<Endpoints> endpoints, AnswerContext answers, EngineLink engine) {
        this(
                endpoints,
                answers,
                engine,
                new AnswerSlots(answers.settings().maxConcurrent()),
                new Socket(endpoints, answers),
                arrivals(answers.settings().dueUs()));
    }

    private static @Nullable ArrivalTimes arrivals(long @Nullable [] dueUs) {
        return dueUs == null ? null : new ArrivalTimes(dueUs);
    }

    /** The same for the users of a group. */
    public JourneyContext of(UserGroup users) {
        return of(users, TokenLife.LONG, endpoints);
    }

    /**
     * The same for the users of a group.
     *
     * @param tokens how long theirs last
     * @param servers their way to the servers
     */
    public JourneyContext of(UserGroup users, TokenLife tokens, Supplier<Endpoints> servers) {
        var theirs = answers.of(users);
        return new JourneyContext(servers, theirs, engine, slots, new Socket(servers, theirs, tokens), arrivals);
    }

    /** The settings of the run. */
    public LoadSettings settings() {
        return answers.settings();
    }

    /**
     * Repeats the steps as often or as long as the settings say, each time followed by the pause that they ask for. A user
     * whose question was refused for want of room waits before it asks again.
     */
    public ChainBuilder repeated(ChainBuilder steps) {
        return repeatedUnless(() -> false, steps);
    }

    /** The same, and those who repeat for a time stop sooner once a condition holds. */
    public ChainBuilder repeatedUnless(BooleanSupplier over, ChainBuilder steps) {
        // Without a pause, a user who is refused would ask a hundred times in the time of an answer.
        var asked = exec(JourneyContext::countRefusals)
                .doIf(user -> user.contains(REFUSALS))
                .then(CoreDsl.pause(JourneyContext::untilItAsksAgain))
                .exec(steps);
        var paused = settings().think().isZero() ? asked : asked.pause(this::pause);
        var repeatFor = settings().repeatFor();
        var all = repeatFor == null
                ? repeat(settings().cycles(), CYCLE).on(paused)
                // Looks at the time before each answer only, so that an answer under way ends.
                : asLongAsDuring(any -> !over.getAsBoolean(), repeatFor, CYCLE, false)
                        .on(paused);
        return all.exec(goodbye());
    }

    private static Session countRefusals(Session user) {
        var latest = AnswerInProgress.latest(user);
        if (latest == null || latest.retryAfter() == null) {
            return user.remove(REFUSALS);
        }
        return user.set(REFUSALS, user.contains(REFUSALS) ? user.getInt(REFUSALS) + 1 : 1);
    }

    private static Duration untilItAsksAgain(Session user) {
        var wanted = Objects.requireNonNull(AnswerInProgress.of(user).retryAfter(), "The user was not refused");
        return Backoff.afterRefusal(wanted, user.getInt(REFUSALS) - 1, ThreadLocalRandom.current());
    }

    private Duration pause(Session user) {
        return settings().pauseAfter(user.userId(), cycle(user));
    }

    /** Whether the user leaves in the middle of its next answer. */
    public boolean leaves(Session user) {
        return settings().leaves(user.userId(), cycle(user));
    }

    private static int cycle(Session user) {
        return user.contains(CYCLE) ? user.getInt(CYCLE) : 0;
    }

    /** Closes the user's WebSocket, if it is open: the last step of a user who kept it. Row: close. */
    public ChainBuilder goodbye() {
        return doIf(Socket::isOpen).then(socket.close("close"));
    }
}
