package dev.llmemulator.load.simulations;

import dev.llmemulator.load.settings.LoadHelp;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Prints the simulations and ends the process. pom.xml chooses this class for {@code -Dsimulation=list} and for a name that no
 * simulation has, because Gatling would answer an unknown class with a stack trace.
 */
public final class SimulationList extends Simulation {
    private static final int UNKNOWN_SIMULATION = 2;
    private static final String SUFFIX = ".class";

    /** Gatling calls this in place of a real simulation's constructor. */
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

    /** Prints the help and ends the process if {@code -Dhelp} was given. */
    static void exitWithHelpIfAskedFor() {
        if (LoadHelp.isAskedFor()) {
            System.out.print(LoadHelp.text(questions()));
            System.exit(0);
        }
    }

    /** The simulations of this package by name, each with its question. */
    public static Map<String, String> questions() {
        var questions = new TreeMap<String, String>();
        try (var files = Files.list(folder())) {
            files.map(file -> Objects.requireNonNull(file.getFileName()).toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .forEach(name -> {
                        var question = load(name).getAnnotation(Question.class);
                        if (question != null) {
                            questions.put(name, question.value());
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the simulations", e);
        }
        return questions;
    }

    private static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(SimulationList.class.getResource("")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(
                    SimulationList.class.getPackageName() + "." + name, false, SimulationList.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
