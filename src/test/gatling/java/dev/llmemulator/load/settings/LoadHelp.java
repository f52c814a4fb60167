package dev.llmemulator.load.settings;

import dev.llmemulator.settings.SettingsHelp;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The help of the load test: its settings and its simulations. */
public final class LoadHelp {
    private LoadHelp() {}

    /** True if this process was asked for help, by {@code -Dhelp}. */
    public static boolean isAskedFor() {
        var help = System.getProperty("help");
        return help != null && !help.equals("false");
    }

    public static String text(Map<String, String> simulations) {
        var command = CommandSpec.create().name("mvn gatling:test");
        SettingsHelp.addTo(command, LoadOptions.list());
        command.usageMessage()
                .customSynopsis("mvn gatling:test [-Dname=value ...]")
                .optionListHeading("%nSettings; -D beats the environment:%n")
                .footerHeading("%n")
                .footer(simulations(simulations).lines().toArray(String[]::new));
        return new CommandLine(command).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    public static String simulations(Map<String, String> simulations) {
        return simulations.entrySet().stream()
                .map(each -> "  %-16s %s".formatted(each.getKey(), each.getValue()))
                .collect(
                        Collectors.joining(
                                "\n",
                                "Simulations, chosen by -Dsimulation=NAME:\n",
                                "\nA simulation outside dev.llmemulator.load.simulations: -Dgatling.simulationClass=full.class.Name\n"));
    }
}
