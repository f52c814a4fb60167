package dev.llmemulator;

import dev.llmemulator.answer.Models;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.settings.InvalidSettingException;
import io.javalin.util.JavalinBindException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line: reads settings, starts what was asked for, and stops it on SIGTERM or SIGINT. */
@Command(
        name = "llm-emulator",
        description = "Emulates an LLM that streams its answers through Centrifugo.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        var code = new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments);
        // The servers' threads keep the program running after a successful start.
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    @Command(
            name = "serve",
            description = "Runs one emulator in front of a Centrifugo that is there already.",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class,
            footerHeading = "%nEnvironment (a flag beats its variable):%n",
            footer = {
                "  CENTRIFUGO_HTTP_API_KEY   key of Centrifugo's HTTP API; required",
                "  CENTRIFUGO_API_URLS       API addresses, separated by commas",
                "                            [http://127.0.0.1:8100,http://127.0.0.1:8200]",
                "  HOST                      address to listen on [127.0.0.1]",
                "  PORT                      to listen on, 0 (any free) to 65535 [8001]",
                "  MODEL                     what is emulated, a name as for --model [constant]",
                "                            The next three take the place of its numbers.",
                "  RESPONSE_LENGTH_WORDS     words of an answer, 1 to 100000, or 1 to 33333",
                "                            where the model splits words [100]",
                "  TOKEN_DELAY_SECONDS       time between two tokens, 0 to 60 [0.01]",
                "  TTFT_SECONDS              time to the first token, 0 to 600 [0]",
                "  MAX_ANSWERS               answers under way before 503, 1 to 1000000 [10000]",
                "  MAX_LAG_SECONDS           lag of publishing before 503, 0.01 to 60 [1]",
                "  PUBLISH_LANES             API requests under way at once at most, 1 to 64 [8]",
                "  PUBLISH_BATCH_SIZE        publications in one request, 1 to 1000 [200]",
                "  PUBLISH_LINGER_SECONDS    longest hold for a larger batch when busy, 0 to 0.1 [0.005]",
                "  PUBLISH_TIMEOUT_SECONDS   limit of one API request, 0.01 to 60 [2]",
                "  PUBLISH_DEADLINE_SECONDS  how long a publication is retried, 0.01 to 600 [10]",
                "  SHUTDOWN_GRACE_SECONDS    for answers under way after SIGTERM, 0 to 3600 [20]"
            })
    int serve(
            @Mixin Flags flags,
            @Option(
                            names = "--api-urls",
                            paramLabel = "URLS",
                            description = "Centrifugo's API addresses, separated by commas")
                    @Nullable
                    String apiUrls) {
        var values = flags.over(System.getenv());
        set(values, "CENTRIFUGO_API_URLS", apiUrls);
        stopAtExit(Emulator.start(EmulatorSettings.from(values)));
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "embedded",
            description = "Runs an emulator and a stand-in for Centrifugo in one process, to try things out.",
            mixinStandardHelpOptions = true,
            versionProvider = VersionProvider.class)
    int embedded(@Mixin Flags flags) {
        var stack = EmbeddedStack.start(flags.over(System.getenv()));
        System.out.printf(
                "POST questions to   %s/api/run%nconnect browsers to %s%nsign tokens with    %s%n",
                stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret());
        stopAtExit(stack);
        return CommandLine.ExitCode.OK;
    }

    /** Flags that both commands take. */
    static final class Flags {
        @Option(names = "--port", paramLabel = "PORT", description = "TCP port to listen on; 0 takes any free one")
        private @Nullable String port;

        @Option(
                names = "--model",
                paramLabel = "NAME",
                description = "what is emulated: ${COMPLETION-CANDIDATES}",
                completionCandidates = ModelNames.class)
        private @Nullable String model;

        @Option(names = "--words", paramLabel = "N", description = "words of an answer")
        private @Nullable String words;

        @Option(names = "--delay", paramLabel = "SECONDS", description = "time between two tokens")
        private @Nullable String delay;

        @Option(names = "--ttft", paramLabel = "SECONDS", description = "time to the first token")
        private @Nullable String ttft;

        @Option(names = "--host", paramLabel = "HOST", description = "address to listen on")
        private @Nullable String host;

        Map<String, String> over(Map<String, String> environment) {
            var values = new HashMap<>(environment);
            set(values, "HOST", host);
            set(values, "PORT", port);
            set(values, "MODEL", model);
            set(values, "RESPONSE_LENGTH_WORDS", words);
            set(values, "TOKEN_DELAY_SECONDS", delay);
            set(values, "TTFT_SECONDS", ttft);
            return values;
        }
    }

    /** Tells {@code --help} which models there are. */
    static final class ModelNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Models.names().iterator();
        }
    }

    /** Tells {@code --version} what it prints. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"llm-emulator " + Version.current()};
        }
    }

    private static void set(Map<String, String> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private static void stopAtExit(AutoCloseable running) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Shutdown.inOrder(() -> close(running));
                            // An orderly stop is a success; left alone, the JVM would exit with 128 + the signal.
                            Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
                        },
                        "shutdown"));
    }

    private static void close(AutoCloseable running) {
        try {
            running.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof InvalidSettingException || e instanceof JavalinBindException) {
            command.getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw e;
    }
}
