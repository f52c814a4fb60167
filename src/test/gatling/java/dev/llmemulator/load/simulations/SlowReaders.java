package dev.llmemulator.load.simulations;

import dev.llmemulator.load.run.LoadSimulation;
import dev.llmemulator.load.run.Question;
import dev.llmemulator.load.scenarios.ReadSlowly;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.shapes.SlowReadersObserver;

/** From the middle of the run on, some users read slowly or not at all, and come back if they are cut off for it. */
@Question("Do users feel it when others read slowly or not at all (-DreadRate=0), and what becomes of those?")
public final class SlowReaders extends LoadSimulation {
    public SlowReaders() {
        super(LoadSettings::forAffected, 1);
        var observer = new SlowReadersObserver(settings());
        observe(observer);
        var affected = settings().affected();
        var slow = new ReadSlowly(
                journeys().of(observer.some()), observer.begun(), affected.readKb() * 1024, affected.stall());
        ask(
                overTheRamp("slow readers", observer.users(), slow.answers()),
                overTheRamp(
                        "others",
                        settings().clients() - observer.users(),
                        new WatchAnswer(journeys().of(observer.others())).answers()));
    }
}
