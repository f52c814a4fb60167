package dev.llmemulator.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Turns settings into the options of a command line, so that picocli reads them and prints their help. */
public final class SettingsHelp {
    private static final int WIDTH = 100;

    private SettingsHelp() {}

    /** Adds an option for each setting that may be given on a command line; the help names the other settings as well. */
    public static void addTo(CommandSpec command, List<Setting<?>> settings) {
        command.usageMessage().sortOptions(false).abbreviateSynopsis(true).width(WIDTH);
        var others = new ArrayList<String>();
        for (var setting : settings) {
            if (setting.name().startsWith("-")) {
                command.addOption(option(setting));
            } else {
                others.add("  %s%n      %s".formatted(setting.name(), setting.meaning()));
            }
        }
        if (!others.isEmpty()) {
            command.usageMessage()
                    .footerHeading("%nBy environment variable only:%n")
                    .footer(others.toArray(String[]::new));
        }
    }

    private static OptionSpec option(Setting<?> setting) {
        var label = setting.type().label();
        return OptionSpec.builder(setting.name())
                .type(String.class)
                .arity(label.isEmpty() ? "0" : "1")
                .paramLabel(label)
                .description(Stream.of(setting.meaning(), accepted(setting), origin(setting))
                        .filter(line -> !line.isEmpty())
                        // picocli formats what it prints.
                        .map(line -> line.replace("%", "%%"))
                        .toArray(String[]::new))
                .build();
    }

    private static String accepted(Setting<?> setting) {
        var accepts = setting.type().accepts();
        return accepts.isEmpty() ? "" : accepts.substring(0, 1).toUpperCase(Locale.ROOT) + accepts.substring(1) + ".";
    }

    private static String origin(Setting<?> setting) {
        var defaultValue = setting.shownDefault().isEmpty()
                ? Stream.<String>empty()
                : Stream.of("Default: %s.".formatted(setting.shownDefault()));
        var variable = setting.variable().map("Environment: %s."::formatted).stream();
        return Stream.concat(defaultValue, variable).collect(Collectors.joining(" "));
    }
}
