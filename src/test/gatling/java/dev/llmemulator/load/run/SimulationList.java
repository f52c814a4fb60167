package dev.llmemulator.load.run;

import dev.llmemulator.load.settings.LoadHelp;
import io.gatling.javaapi.core.Simulation;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints the simulations and ends the process. pom.xml chooses this class for {@code -Dsimulation=list} and for a name
 * that no simulation has, because Gatling would answer an unknown class with a stack trace.
 */
public final class SimulationList extends Simulation {
    private static final String SIMULATIONS = "dev.llmemulator.load.simulations";
    private static final int UNKNOWN_SIMULATION = 2;

    static {
        Locale.setDefault(Locale.ENGLISH);
    }

    public SimulationList() {
        exitWithHelpIfAskedFor();
        var name = System.getProperty("simulation", "list");
        if (name.equals("list")) {
            System.out.print(LoadHelp.simulations(questions()));
            System.exit(0);
        }
        System.err.printf("There is no simulation \"%s\".%n%s", name, LoadHelp.simulations(questions()));
        System.exit(UNKNOWN_SIMULATION);
    }

    static void exitWithHelpIfAskedFor() {
        if (LoadHelp.isAskedFor()) {
            System.out.print(LoadHelp.text(questions()));
            System.exit(0);
        }
    }

    /** The simulations of package {@code simulations} by name, each with its question. */
    public static Map<String, String> questions() {
        var questions = new TreeMap<String, String>();
        for (var each : OwnClasses.load(SimulationList.class, SIMULATIONS)) {
            var question = each.getAnnotation(Question.class);
            if (question != null) {
                questions.put(each.getSimpleName(), question.value());
            }
        }
        return questions;
    }
}
