package dev.llmemulator.load.engine;

import io.gatling.core.controller.inject.open.OpenInjectionProfile;
import io.gatling.core.controller.inject.open.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import scala.collection.Iterator;
import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.List$;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Users who begin at given times.
 *
 * <p>Why not the public API: it spreads users evenly or draws their times without a seed. A step for each user makes
 * Gatling nest an iterator for each.
 */
public final class TimedUsers {
    private TimedUsers() {}

    /** Lets a user begin at each of these times, microseconds after the start in ascending order, and never before. */
    public static PopulationBuilder of(ScenarioBuilder scenario, long[] dueUs) {
        var profile = new OpenInjectionProfile(new $colon$colon<>(new Step(dueUs), List$.MODULE$.empty()));
        return new PopulationBuilder(scenario.wrapped.inject(profile));
    }

    /** The only step of its profile. */
    private static final class Step implements OpenInjectionStep, NoFields {
        private final transient long[] dueUs;

        Step(long[] dueUs) {
            this.dueUs = dueUs;
        }

        // Gatling drops fractions of milliseconds.
        private static FiniteDuration begins(long dueUs) {
            return FiniteDuration.apply((dueUs + 999) / 1000, TimeUnit.MILLISECONDS);
        }

        @Override
        public Iterator<FiniteDuration> chain(Iterator<FiniteDuration> unused) {
            return CollectionConverters.asScala(
                    Arrays.stream(dueUs).mapToObj(Step::begins).iterator());
        }

        @Override
        public long users() {
            return dueUs.length;
        }

        @Override
        public FiniteDuration duration() {
            return begins(dueUs.length == 0 ? 0 : dueUs[dueUs.length - 1]);
        }
    }
}
