package dev.llmemulator.load.simulations;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;

/** Tries one load after the other, and runs the highest that keeps the objectives once more, to confirm it. */
@Question("How many answers at once (or -DcapacityIn=per_second) does the system carry within the objectives?")
public final class Capacity extends LoadSimulation {
    public Capacity() {
        super(LoadSettings::forCapacity, 1);
        findCapacity("capacity", journeys -> new WatchAnswer(journeys).answers());
    }
}
