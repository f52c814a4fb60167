package dev.llmemulator.load.settings;

import dev.llmemulator.load.target.Spelling;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.Setting;
import dev.llmemulator.settings.Urls;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the {@code -D} properties that are no settings: misspelt ones stop the run, all others are ignored.
 *
 * <p>Gatling's Maven plugin passes the properties of Maven's command line on as {@code -D} arguments of this process, and leaves out
 * those that Maven and Java made. So the arguments of this process are what the user gave, and a few dotted names of pom.xml.
 */
public final class UnknownProperties {
    // Settings of Maven's own plugins that are written without a dot.
    private static final Set<String> OF_MAVEN = Set.of("skipTests", "skipITs", "test", "groups", "revision");

    private static final int SHORT_NAME = 4;

    private UnknownProperties() {}

    public static List<String> ofThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D"))
                .map(argument -> Urls.withoutSecrets(argument.substring(2).split("=", 2)[0]))
                .toList();
    }

    /** The names that belong to nobody; a name that looks like a misspelt setting stops the run. */
    public static List<String> ignored(Collection<String> names) {
        var unknown = names.stream()
                .filter(name -> !OF_MAVEN.contains(name))
                .filter(name -> LoadOptions.list().stream()
                        .noneMatch(setting -> setting.names().contains("-D" + name)))
                .toList();
        for (var name : unknown) {
            nearest(name).ifPresent(setting -> {
                throw new InvalidSettingException(
                        "Setting -D%s is unknown; did you mean %s?".formatted(name, setting.name()));
            });
        }
        return unknown.stream().filter(name -> !name.contains(".")).sorted().toList();
    }

    private static Optional<Setting<?>> nearest(String name) {
        return LoadOptions.list().stream()
                .filter(setting -> distance(setting, name) <= allowed(setting))
                .<Setting<?>>map(setting -> setting)
                .min(Comparator.comparingInt(setting -> distance(setting, name)));
    }

    private static int allowed(Setting<?> setting) {
        var letters = plain(setting.name()).length();
        return letters <= SHORT_NAME ? 1 : Math.max(2, letters / 8);
    }

    /** The distance to the nearest of a setting's names, so that -DNUM_CLIENTS finds clients. */
    private static int distance(Setting<?> setting, String name) {
        return setting.names().stream()
                .mapToInt(known -> Spelling.distance(plain(known), plain(name)))
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static String plain(String name) {
        return name.replaceFirst("^-D", "").replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
    }
}
