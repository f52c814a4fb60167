package dev.llmemulator.load.engine;

import io.gatling.core.controller.inject.open.OpenInjectionProfile;
import io.gatling.core.controller.inject.open.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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
        return of(scenario, () -> dueUs, () -> false);
    }

    /**
     * The same for times that are known when the run begins.
     *
     * @param over looked at before each user; once it is true, no more begin
     */
    public static PopulationBuilder of(ScenarioBuilder scenario, Supplier<long[]> dueUs, BooleanSupplier over) {
        var profile = new OpenInjectionProfile(new $colon$colon<>(new Step(dueUs, over), List$.MODULE$.empty()));
        return new PopulationBuilder(scenario.wrapped.inject(profile));
    }

    /** The only step of its profile. */
    private static final class Step implements OpenInjectionStep, NoFields {
        private final transient Supplier<long[]> dueUs;
        private final transient BooleanSupplier over;

        Step(Supplier<long[]> dueUs, BooleanSupplier over) {
            this.dueUs = dueUs;
            this.over = over;
        }

        // Gatling drops fractions of milliseconds.
        private static FiniteDuration begins(long dueUs) {
            return FiniteDuration.apply((dueUs + 999) / 1000, TimeUnit.MILLISECONDS);
        }

        @Override
        public Iterator<FiniteDuration> chain(Iterator<FiniteDuration> unused) {
            return CollectionConverters.asScala(Arrays.stream(dueUs.get())
                    .takeWhile(any -> !over.getAsBoolean())
                    .mapToObj(Step::begins)
                    .iterator());
        }

        @Override
        public long users() {
            return dueUs.get().length;
        }

        @Override
        public FiniteDuration duration() {
            return begins(Arrays.stream(dueUs.get()).max().orElse(0));
        }
    }
}
