package dev.llmemulator.load.simulations;

import dev.llmemulator.load.run.SimulationList;
import dev.llmemulator.load.settings.LoadOptions;
import dev.llmemulator.settings.EmulatorOptions;
import dev.llmemulator.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page docs/settings.md, made from the lists of settings. */
final class SettingsPage {
    private static final int COLUMNS = 118;
    private static final String TEXT = """
            # Settings

            This page is generated from the lists in `LoadOptions` and `EmulatorOptions`. Do not edit it; change the lists and
            run `mvn test -Dtest=SettingsPageTest -Dsettings.write`.

            A value that is out of bounds stops the program with one line that names the setting, the value and what is
            accepted.

            ## Load test

            `mvn gatling:test -Dhelp` prints this list. A `-D` property beats its environment variable. A misspelt `-D` name stops
            the run and names the setting that was probably meant; other unknown names are listed and ignored.

            %s
            ### Simulations

            `-Dsimulation=NAME` chooses one, `-Dsimulation=list` lists them. A simulation of your own, in whatever package, is
            chosen by `-Dgatling.simulationClass` and its full class name.

            %s
            ## Emulator

            `java -jar target/llm-emulator.jar serve --help` prints this list. A flag beats its environment variable. `embedded`
            takes the same settings, except those that say how the emulator reaches Centrifugo.
            It uses any free port by default.

            %s""";

    private SettingsPage() {}

    static String markdown() {
        return TEXT.formatted(
                list(LoadOptions.list()), simulations(SimulationList.questions()), list(EmulatorOptions.list()));
    }

    private static String list(List<Setting<?>> settings) {
        return settings.stream().map(SettingsPage::item).collect(Collectors.joining());
    }

    private static String item(Setting<?> setting) {
        var name = setting.name().replaceFirst("^-D", "");
        var variable = setting.variable().filter(each -> !each.equals(name)).orElse("");
        return wrapped("- **`%s`**%s: %s%s%s"
                .formatted(
                        name,
                        phrase(" (`%s`)", variable),
                        setting.meaning(),
                        phrase(" Accepts %s.", setting.type().accepts()),
                        phrase(" Default: %s.", setting.shownDefault())));
    }

    private static String phrase(String format, String value) {
        return value.isEmpty() ? "" : format.formatted(value);
    }

    /** A list item, broken into lines of at most 118 columns. */
    private static String wrapped(String item) {
        var text = new StringBuilder();
        var line = new StringBuilder();
        for (var word : item.split(" ", -1)) {
            if (line.length() + 1 + word.length() > COLUMNS) {
                text.append(line).append('\n');
                line.setLength(0);
                line.append(" ");
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        return text.append(line).append('\n').toString();
    }

    private static String simulations(Map<String, String> questions) {
        return questions.entrySet().stream()
                .map(each -> "| %s | %s |\n".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining("", "| simulation | question |\n|---|---|\n", ""));
    }
}
