package dev.llmemulator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.llmemulator.LogTap;
import dev.llmemulator.access.ApiKeys.Made;
import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private final Made old = ApiKeys.make("alice").orElseThrow();
    private final Made fresh = ApiKeys.make("alice").orElseThrow();
    private final Made other = ApiKeys.make("bob").orElseThrow();

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("keys");
        Files.writeString(file, "# Comment\n\n  " + old.line() + "\n" + other.line());
    }

    private void replaceBy(String text) throws IOException {
        Files.move(
                Files.writeString(folder.resolve("new"), text),
                file,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void nameOf_key_isThatOfItsLine() {
        var keys = new ApiKeys(file, 0);
        assertThat(keys.nameOf(old.key())).contains("alice");
        assertThat(keys.nameOf(other.key())).contains("bob");
        assertThat(keys.nameOf(fresh.key())).isEmpty();
        assertThat(keys.nameOf("")).isEmpty();
        assertThat(keys.nameOf(old.line().substring(6)))
                .as("the hash is no key")
                .isEmpty();
    }

    @Test
    void file_changes_addsAndWithdrawsKeysWithoutARestart() throws IOException {
        var keys = new ApiKeys(file, 0);
        replaceBy(old.line() + "\n" + fresh.line());
        assertThat(keys.nameOf(old.key())).contains("alice");
        assertThat(keys.nameOf(fresh.key())).contains("alice");
        assertThat(keys.nameOf(other.key())).isEmpty();

        replaceBy(fresh.line());
        assertThat(keys.nameOf(old.key())).isEmpty();
        assertThat(keys.nameOf(fresh.key())).contains("alice");
    }

    @Test
    void file_becomesUnusable_keepsTheKeysAndWarnsOnce() throws IOException {
        var keys = new ApiKeys(file, 0);
        try (var log = new LogTap()) {
            replaceBy("alice:" + old.key().substring(1));
            assertThat(keys.nameOf(old.key())).contains("alice");
            assertThat(keys.nameOf(old.key())).contains("alice");
            assertThat(log.from(Level.WARN)).singleElement().asString().contains("line 1");
            Files.delete(file);
            assertThat(keys.nameOf(old.key())).contains("alice");
            replaceBy(fresh.line());
            assertThat(keys.nameOf(old.key())).isEmpty();
            assertThat(keys.nameOf(fresh.key())).contains("alice");
            assertThat(log.from(Level.TRACE))
                    .noneMatch(line -> line.contains(old.key().substring(1, 60)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "a b:HASH", ":HASH", "a:HASH0", "a:xHASH", "a:HASH b", "a:"})
    void file_withALineThatIsNoKey_stopsTheStartAndKeepsTheLineToItself(String line) throws IOException {
        replaceBy("#\n" + line.replace("HASH", old.line().substring(6)));
        assertThatThrownBy(() -> new ApiKeys(file, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("The file of API_KEYS_FILE cannot be used: line 2 is not name:sha256, with 64 hex digits.");
    }

    @Test
    void file_ofAnEditor_isReadOrItsFaultIsNamed() throws IOException {
        Files.writeString(file, "\uFEFF" + old.line() + "\r\n" + other.line() + "\r\n");
        assertThat(new ApiKeys(file, 0).nameOf(old.key())).contains("alice");
        Files.writeString(file, "\uFEFF" + old.line(), StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> new ApiKeys(file, 0)).hasMessageContaining("it is not in UTF-8");
        Files.writeString(file, "\u00e4lice" + old.line().substring(5));
        assertThatThrownBy(() -> new ApiKeys(file, 0)).hasMessageContaining("line 1 is not name:sha256");
    }

    @Test
    void file_thatIsNotThereOrTooLarge_stopsTheStart() throws IOException {
        assertThatThrownBy(() -> new ApiKeys(folder.resolve("none"), 0)).hasMessageContaining("NoSuchFile");
        replaceBy((old.line() + "\n").repeat(1_001));
        assertThatThrownBy(() -> new ApiKeys(file, 0)).hasMessageContaining("more than 1000 keys");
        replaceBy("#".repeat(1024 * 1024 + 1));
        assertThatThrownBy(() -> new ApiKeys(file, 0)).hasMessageContaining("larger than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "ä", "a\n"})
    void make_unusableName_makesNothing(String name) {
        assertThat(ApiKeys.make(name)).isEmpty();
    }
}
