package dev.llmemulator.load.engine;

import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.app.Runner;
import io.gatling.app.Selection;
import io.gatling.app.SimulationClass;
import io.gatling.commons.util.DefaultClock;
import io.gatling.core.Predef;
import io.gatling.core.actor.ActorSystem;
import io.gatling.core.cli.GatlingArgs;
import io.gatling.core.scenario.SimulationParams;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.stats.writer.RunMessage;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.netty.util.Transports;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import scala.Console$;

/**
 * Runs users inside a simulation's {@code before()}, with the same engine and protocol code, but with event loops of
 * their own, and without a trace in any report or on the console.
 *
 * <p>Why not the public API: Gatling starts one simulation per process, and its own warm-up is a single HTTP request. A
 * warm-up by users of the run itself would be in its report.
 */
public final class QuietRun {
    private QuietRun() {}

    /** Runs these users and returns when all are gone. */
    public static void of(PopulationBuilder... users) {
        var configuration = Predef.configuration();
        var netty = configuration.netty();
        var eventLoops = Transports.newEventLoopGroup(netty.useNativeTransport(), netty.useIoUring(), 0, "warm-up");
        var actors = new ActorSystem();
        var runner = new Runner(actors, eventLoops, new DefaultClock(), GatlingArgs.Empty(), configuration) {
            @Override
            public StatsEngine newStatsEngine(SimulationParams simulationParams, RunMessage runMessage) {
                return new SilentStatsEngine();
            }
        };
        try {
            Console$.MODULE$.withOut(OutputStream.nullOutputStream(), () -> {
                var loaded = runner.load(new Selection(new Given(new Users(users)), "warm-up", ""));
                return runner.start(loaded._1(), loaded._3(), loaded._4()).get();
            });
        } finally {
            actors.close();
            eventLoops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static final class Users extends Simulation {
        Users(PopulationBuilder... users) {
            setUp(users).protocols(http.disableWarmUp());
        }
    }

    /** A simulation that exists already. Gatling would make a new one from its class. */
    private static final class Given extends SimulationClass implements NoFields {
        private final transient Simulation simulation;

        Given(Simulation simulation) {
            super(simulation.getClass());
            this.simulation = simulation;
        }

        @Override
        public SimulationParams params() {
            return simulation.params(null);
        }
    }
}
