package dev.llmemulator.load.simulations;

import dev.llmemulator.load.settings.LoadOptions;
import dev.llmemulator.settings.EmulatorOptions;
import dev.llmemulator.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page docs/settings.md, made from the lists of settings. */
final class SettingsPage {
    private static final String TEXT = """
            # Settings

            This page is generated from the lists in `LoadOptions` and `EmulatorOptions`. Do not edit it; change the lists and run
            `mvn test -Dtest=SettingsPageTest -Dsettings.write`.

            A value that is out of bounds stops the program with one line that names the setting, the value and what is accepted.

            ## Load test

            `mvn gatling:test -Dhelp` prints this list. A `-D` property beats its environment variable. A misspelt `-D` name stops
            the run and names the setting that was probably meant; other unknown names are listed and ignored.

            %s
            ### Simulations

            `-Dsimulation=NAME` chooses one, `-Dsimulation=list` lists them. A simulation of your own, in whatever package, is chosen
            by `-Dgatling.simulationClass` and its full class name.

            %s
            ## Emulator

            `java -jar target/llm-emulator.jar serve --help` prints this list. A flag beats its environment variable. `embedded` takes
            the same settings, except those that say how the emulator reaches Centrifugo and on which host it listens, and
            uses any free port by default.

            %s""";

    private SettingsPage() {}

    static String markdown() {
        return TEXT.formatted(
                table("`-D`", LoadOptions.list()),
                simulations(SimulationList.questions()),
                table("flag", EmulatorOptions.list()));
    }

    private static String table(String firstColumn, List<Setting<?>> settings) {
        return settings.stream()
                .map(SettingsPage::row)
                .collect(Collectors.joining(
                        "",
                        "| %s | environment | default | accepts | what |\n|---|---|---|---|---|\n"
                                .formatted(firstColumn),
                        ""));
    }

    private static String row(Setting<?> setting) {
        var name = setting.name();
        var first = name.startsWith("-D") ? name.substring(2) : name.startsWith("--") ? name : "";
        return "| %s | %s | %s | %s | %s |\n"
                .formatted(
                        first,
                        setting.variable().orElse(""),
                        setting.shownDefault(),
                        setting.type().accepts(),
                        setting.meaning());
    }

    private static String simulations(Map<String, String> questions) {
        return questions.entrySet().stream()
                .map(each -> "| %s | %s |\n".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining("", "| simulation | question |\n|---|---|\n", ""));
    }
}
