package dev.llmemulator.load.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.scalalogging.Logger;
import com.typesafe.scalalogging.Logger$;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.session.Session$;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserLoopsTest {
    private final EventLoopGroup all = new MultiThreadIoEventLoopGroup(4, NioIoHandler.newFactory());

    @AfterEach
    void closeLoops() {
        all.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void list_moreLoopsThanProcessors_hasOneForEachProcessor() {
        assertThat(new UserLoops(all, 2).list()).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void list_moreProcessorsThanLoops_hasAll() {
        assertThat(new UserLoops(all, 8).list()).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void moveIn_usersFromAnyLoop_sharesThemOutAndRunsThemWhereTheyLive() throws Exception {
        var loops = new UserLoops(all, 2);
        var lived = new ArrayList<EventLoop>();
        for (var user = 1; user <= 8; user++) {
            var session = Session$.MODULE$.apply("users", user, all.next());
            var moved = new CompletableFuture<Session>();
            session.eventLoop().execute(() -> loops.moveIn(new InItsLoop(moved)).$bang(session));
            lived.add(moved.get(5, TimeUnit.SECONDS).eventLoop());
        }
        assertThat(lived)
                .containsExactlyElementsOf(List.of(
                        loops.list().get(1), loops.list().get(0),
                        loops.list().get(1), loops.list().get(0),
                        loops.list().get(1), loops.list().get(0),
                        loops.list().get(1), loops.list().get(0)));
    }

    /** Takes the session of a user, if it comes on the user's own event loop. */
    private record InItsLoop(CompletableFuture<Session> arrived, Logger logger) implements Action {
        InItsLoop(CompletableFuture<Session> arrived) {
            this(arrived, Logger$.MODULE$.apply(InItsLoop.class));
        }

        @Override
        public String name() {
            return "in its loop";
        }

        @Override
        public void execute(Session session) {
            if (session.eventLoop().inEventLoop()) {
                arrived.complete(session);
            } else {
                arrived.completeExceptionally(new IllegalStateException("on another loop"));
            }
        }

        @Override
        public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger logger) {
            // Scala's way to fill a field that this record has filled.
        }
    }
}
