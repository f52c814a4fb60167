package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;

import dev.llmemulator.load.engine.Steps;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Several tabs that show the same answers: in one of them the user asks, the others read along. */
public final class Tabs {
    private static final String NUMBER = "tab";

    private final UUID run = UUID.randomUUID();
    private final JourneyContext context;

    /** Completes with the middle of an answer, by its session. */
    private final Map<String, CompletableFuture<Void>> middles = new ConcurrentHashMap<>();

    public Tabs(JourneyContext context) {
        this.context = context;
    }

    /** The answers of a user in the tab in which it asks. */
    public ChainBuilder asking() {
        return numbered(new Tab(context) {
            @Override
            protected ChainBuilder steps() {
                return connect()
                        .exec(subscribe(), ask())
                        .exec(Steps.beside("read half", exec(readHalf()).exec(Tabs.this::middle)))
                        .exec(readToTheEnd(), close());
            }
        });
    }

    /** The same answers in a tab that is there before the first token. */
    public ChainBuilder readingAlong() {
        return numbered(new Tab(context) {
            @Override
            protected ChainBuilder steps() {
                return connect().exec(subscribe(), readAlong(), close());
            }
        });
    }

    /** The same answers in a tab that is opened in the middle of each, and gets what came before by recovery. */
    public ChainBuilder comingLate() {
        return numbered(new Tab(context) {
            @Override
            protected ChainBuilder steps() {
                return exec(Steps.await("wait for the middle of the answer", session -> middleOf(sessionId(session))))
                        .exec(connect(), subscribe(), readAlong(), close());
            }
        });
    }

    private Session middle(Session session) {
        middleOf(sessionOf(session)).complete(null);
        return session;
    }

    private CompletableFuture<Void> middleOf(String sessionId) {
        return middles.computeIfAbsent(sessionId, any -> new CompletableFuture<>());
    }

    private String sessionOf(Session user) {
        return "%s-%d-%d".formatted(run, user.getInt(NUMBER), user.getInt(JourneyContext.CYCLE));
    }

    // Those with the same number in each of the scenarios share their sessions.
    private static ChainBuilder numbered(Tab tab) {
        return feed(Stream.iterate(0, number -> number + 1)
                        .map(number -> Map.<String, Object>of(NUMBER, number))
                        .iterator())
                .exec(tab.answers());
    }

    private abstract class Tab extends Journey {
        Tab(JourneyContext context) {
            super(context);
        }

        @Override
        protected String sessionId(Session user) {
            return sessionOf(user);
        }
    }
}
