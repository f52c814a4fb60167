package dev.llmemulator.load.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.settings.LoadOptions;
import dev.llmemulator.settings.EmulatorOptions;
import dev.llmemulator.settings.Setting;
import dev.llmemulator.settings.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/settings.md to the lists of settings. With {@code -Dsettings.write} it writes the page anew. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("docs", "settings.md");

    @Test
    void page_isWhatTheListsGive() throws IOException {
        if (System.getProperty("settings.write") != null) {
            Files.writeString(PAGE, SettingsPage.markdown());
        }
        assertThat(Files.readString(PAGE))
                .as(
                        "%s differs from the lists of settings; write it anew: mvn test -Dtest=SettingsPageTest -Dsettings.write",
                        PAGE)
                .isEqualTo(SettingsPage.markdown());
    }

    @Test
    void everySetting_acceptsItsOwnDefaultAndHasSentences() {
        assertThat(all()).allSatisfy(setting -> {
            if (setting.fallback() != null) {
                assertThat(new SettingValues(Map.of()).get(setting)).isNotNull();
            }
            assertThat(setting.meaning()).matches("[A-Z].*\\.");
        });
        assertThat(all().flatMap(setting -> setting.names().stream()))
                .as("names of both programs, of which some environment variables are meant for both")
                .hasSizeGreaterThan(60);
    }

    @Test
    void names_ofOneProgram_areUnique() {
        assertThat(LoadOptions.list().stream().flatMap(setting -> setting.names().stream()))
                .doesNotHaveDuplicates();
        assertThat(EmulatorOptions.list().stream().flatMap(setting -> setting.names().stream()))
                .doesNotHaveDuplicates();
    }

    private static Stream<Setting<?>> all() {
        return Stream.concat(EmulatorOptions.list().stream(), LoadOptions.list().stream());
    }
}
