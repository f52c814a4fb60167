package dev.llmemulator.load.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A text file that is there whole or not at all. */
final class WholeFile {
    private WholeFile() {}

    /**
     * Writes the text in UTF-8, in place of what was there. Half a character, which a server's message can have, becomes a question
     * mark.
     */
    static void write(Path file, String text) throws IOException {
        var half = file.resolveSibling(file.getFileName() + ".part");
        Files.write(half, text.getBytes(StandardCharsets.UTF_8));
        Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
