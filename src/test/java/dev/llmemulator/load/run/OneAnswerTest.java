package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.scenarios.JourneyRun;
import dev.llmemulator.load.scenarios.ProfileBackend;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one user is shown of an answer by a profile, above all of a profile that is wrong. */
@Timeout(90)
class OneAnswerTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    // How each JWT of ours begins. Less of it may stand in a checksum by chance.
    private static final String JWT = "eyJhbGciOiJIUzI1NiI";

    private static final String PROFILE = """
            ask { path = "/chat", headers { X-API-Key = "#{env.KEY}" }
                  body { chat_id = "#{session}", message = "#{question}" }
                  reply { save { id = "/id" } } }
            channel = "session:#{session}"
            tokens { connection { signed { secret_env = SECRET } }, subscription { signed { secret_env = SECRET } } }
            publications { text = "/data/delta", end { pointer = "/done", equals = true } }
            """;

    private final StandIn standIn = StandIn.start(StandInSettings.of("api-key", SECRET));

    @TempDir
    private Path folder = Path.of("");

    private ProfileBackend backend = start();

    private ProfileBackend start() {
        try {
            return new ProfileBackend(
                    (channel, data) -> standIn.publish(channel, List.of(data)), Map.of("/chat", request -> {
                        var channel = "session:" + request.body.path("chat_id").asText();
                        var soFar = new StringBuilder();
                        for (var piece :
                                request.pieces(request.body.path("message").asText())) {
                            request.publish(
                                    channel,
                                    Map.of(
                                            "data",
                                            Map.of(
                                                    "delta",
                                                    piece,
                                                    "soFar",
                                                    soFar.append(piece).toString())));
                            Thread.sleep(20);
                        }
                        request.publish(channel, Map.of("done", true));
                        request.reply(200, Map.of("id", 5, "session_token", "opaque"));
                    }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void prepareGatling() {
        new JourneyRun(new EpochClock(), () -> ServerClock.OURS, new RowCount());
    }

    @AfterEach
    void stop() {
        backend.close();
        standIn.close();
    }

    @Test
    void show_profileThatFits_tellsEachMessageAndHidesSecrets() throws Exception {
        var shown = show(PROFILE, true);
        assertThat(shown)
                .contains("> POST " + backend.url() + "/chat")
                .contains("= text at /data/delta, delta of ", ": 1 traced tokens")
                .contains("= the end: /done = true")
                .contains("PASSED: the answer came as the profile says, with 15 tokens.")
                .contains("proved: each token of the LLM once")
                .doesNotContain("s3cr3t", SECRET, JWT, "opaque");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/data/delta | /delta | publications.text finds nothing: nothing (as text) at /delta (nearest: /data/delta)",
                "/done | /finished | (nearest: /done)",
                "equals = true | equals = finished | nor the end, as not /done = \"finished\" (there is true)",
                "text = | mode = snapshot, text = | publications.mode = delta fits, where snapshot does not",
                "path = \"/chat\" | path = \"/chats\" | ask: 404 ",
                "save { id = \"/id\" } | save { id = \"/data/id\" } | the reply has nothing at /data/id (nearest: /id)",
                "chat_id = \"#{session}\" | chat_id = \"#{user}\" | no publication came on the channel session:",
                "#{question} | Hello | had a text, but none of it is traced",
                "session:#{session} | chat:#{session} | ! Centrifugo has no namespace for this channel",
                "subscription { signed { secret_env = SECRET } } | subscription = none | subscribe: 103 permission denied",
                "connection { signed { secret_env = SECRET } } | connection { signed { secret_env = KEY } } | auth: ",
            })
    void show_profileThatIsWrong_saysWhatDoesNotFitAndWhatWould(String right, String wrong, String said)
            throws Exception {
        var profile = PROFILE.replace(right, wrong);
        assertThat(profile).isNotEqualTo(PROFILE);
        assertThat(show(profile, false)).contains("FAILED: ").contains(said).doesNotContain("s3cr3t", SECRET, JWT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_stream", "centrifugo_sse"})
    void show_withoutAWebSocket_tellsTheSameAndHidesTheTokenInTheUrl(String transport) throws Exception {
        assertThat(show(PROFILE, true, Map.of("transport", transport)))
                .contains(
                        "/connection/" + transport.replace("centrifugo_", ""),
                        "> POST " + standIn.apiUrl() + "/emulation")
                .contains("= the end: /done = true")
                .contains("PASSED: the answer came as the profile says, with 15 tokens.")
                .doesNotContain("s3cr3t", SECRET, JWT, "opaque");
    }

    @Test
    void show_snapshotsReadAsPieces_saysWhichModeFits() throws Exception {
        var profile = PROFILE.replace("/data/delta", "/data/soFar");
        assertThat(show(profile.replace("text =", "mode = snapshot, text ="), true))
                .contains("PASSED");
        assertThat(show(profile, false, Map.of("length", "1")))
                .contains("! publications.mode = snapshot fits, where delta does not.")
                .doesNotContain("doubled");
    }

    @Test
    void run_profileThatIsWrong_endsBeforeAnythingIsMeasured() throws Exception {
        var file = write(PROFILE.replace("/data/delta", "/delta")
                .replace("#{env.KEY}", "k")
                .replace("SECRET", "PATH"));
        var run = LoadTestProcess.run(1, StreamedAnswers.class, folder, "-Dwarmup=0 -Dclients=1 -Dprofile=" + file);
        assertThat(run.printed()).contains("auth: ").contains("by the profile", "report", "none: nothing was measured");
    }

    private String show(String text, boolean fits) throws Exception {
        return show(text, fits, Map.of());
    }

    private String show(String text, boolean fits, Map<String, String> more) throws Exception {
        var given = new HashMap<String, String>(
                Map.of("profile", write(text).toString(), "answerTimeout", fits ? "30" : "4"));
        given.putAll(more);
        var settings = LoadSettings.from(given, Map.of("SECRET", SECRET, "KEY", "s3cr3t"), Map.of());
        var out = new ByteArrayOutputStream();
        var fitted = OneAnswer.show(
                settings,
                Objects.requireNonNull(settings.profile()),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        var shown = out.toString(StandardCharsets.UTF_8);
        assertThat(fitted).as(shown).isEqualTo(fits);
        return shown;
    }

    private Path write(String text) throws Exception {
        var file = folder.resolve("backend.conf");
        Files.writeString(
                file, "http_url = \"%s\"\nws_url = \"%s\"\n%s".formatted(backend.url(), standIn.webSocketUrl(), text));
        return file;
    }
}
