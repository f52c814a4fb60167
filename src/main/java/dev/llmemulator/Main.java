package dev.llmemulator;

import dev.llmemulator.access.ApiKeys;
import dev.llmemulator.settings.EmulatorOptions;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.Setting;
import dev.llmemulator.settings.SettingsHelp;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command line: reads the settings, starts what was asked for, and stops it on SIGTERM or SIGINT. */
@Command(
        name = "llm-emulator",
        description = "Emulates an LLM that streams its answers through Centrifugo.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    // Numbers are to have a decimal point and the digits 0 to 9, wherever this runs. First, as help texts have numbers.
    static {
        Locale.setDefault(Locale.ENGLISH);
    }

    private static final String VERSION = "llm-emulator " + Emulator.version();
    private static final String SERVE = "serve";
    private static final String EMBEDDED = "embedded";

    // The emulator of the embedded stack publishes to its own stand-in.
    private static final Set<Setting<?>> SET_BY_THE_EMBEDDED_STACK = Set.of(
            EmulatorOptions.API_URLS,
            EmulatorOptions.API_KEY,
            EmulatorOptions.CA,
            EmulatorOptions.DEMO_WS_URL,
            EmulatorOptions.TOKEN_SECRET);

    private static final Map<Setting<?>, String> DEFAULTS_OF_THE_EMBEDDED_STACK =
            Map.of(EmulatorOptions.PORT, "0", EmulatorOptions.DEMO_PAGE, "true");

    private final CommandLine line = new CommandLine(this);

    private Main() {
        SettingsHelp.addTo(command(SERVE).getCommandSpec(), EmulatorOptions.list());
        SettingsHelp.addTo(
                command(EMBEDDED).getCommandSpec(),
                EmulatorOptions.list().stream()
                        .filter(setting -> !SET_BY_THE_EMBEDDED_STACK.contains(setting))
                        .<Setting<?>>map(setting -> {
                            var other = DEFAULTS_OF_THE_EMBEDDED_STACK.get(setting);
                            return other == null ? setting : setting.withDefault(other);
                        })
                        .toList());
        line.getCommandSpec().version(VERSION);
        line.getSubcommands().values().forEach(each -> each.getCommandSpec().version(VERSION));
        line.setExecutionExceptionHandler(Main::explain);
    }

    static CommandLine commandLine() {
        return new Main().line;
    }

    public static void main(String... arguments) {
        var code = commandLine().execute(arguments);
        // The servers' threads keep the program running after a successful start.
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    @Command(
            name = SERVE,
            description = "Runs one emulator in front of a Centrifugo that is there already.",
            mixinStandardHelpOptions = true)
    int serve() {
        stopAtExit(Emulator.start(EmulatorSettings.from(given(SERVE)))::close);
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = EMBEDDED,
            description = "Runs an emulator and a stand-in for Centrifugo in one process, to try things out.",
            mixinStandardHelpOptions = true)
    int embedded() {
        var stack = EmbeddedStack.start(given(EMBEDDED));
        // On a terminal the start's log lines come before, so these are the last ones that are seen.
        System.out.printf(
                "%nReady. Stop with Ctrl+C.%n  POST questions to   %s/api/run%n  connect browsers to %s%n"
                        + "  sign JWTs with      %s%n  publish by          %s/api with the key %s%n",
                stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret(), stack.apiUrl(), stack.apiKey());
        if (stack.hasPage()) {
            System.out.printf("  watch an answer at  %s/%n", stack.httpUrl());
        }
        stopAtExit(stack::close);
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "api-key",
            description = "Makes an API key and the line with its hash for API_KEYS_FILE.",
            mixinStandardHelpOptions = true)
    int apiKey(
            @Parameters(paramLabel = "NAME", description = "Who gets the key: 1 to 64 characters of A-Z a-z 0-9 . _ -")
                    String name) {
        var made = ApiKeys.make(name)
                .orElseThrow(() -> new InvalidSettingException("A name has 1 to 64 characters of A-Z a-z 0-9 . _ -"));
        line.getOut().printf("key for the client     %s%nline for API_KEYS_FILE %s%n", made.key(), made.line());
        return CommandLine.ExitCode.OK;
    }

    private CommandLine command(String name) {
        return Objects.requireNonNull(line.getSubcommands().get(name));
    }

    /** The environment and the flags of a command, each under its name. */
    private Map<String, String> given(String command) {
        var texts = new HashMap<>(System.getenv());
        for (var option : command(command).getParseResult().matchedOptions()) {
            texts.put(option.longestName(), option.getValue());
        }
        return texts;
    }

    private static void stopAtExit(Runnable stop) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Shutdown.inOrder(stop);
                            // An orderly stop is a success; left alone, the JVM would exit with 128 + the signal.
                            Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
                        },
                        "shutdown"));
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof InvalidSettingException) {
            command.getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw e;
    }
}
