package dev.llmemulator.load.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files that a run writes beside Gatling's report, one for each kind of reader. */
public enum SummaryFile {
    JSON("summary.json"),
    PAGE("summary.html"),
    JUNIT("summary.xml"),
    MARKDOWN("summary.md");

    private final String fileName;

    SummaryFile(String fileName) {
        this.fileName = fileName;
    }

    public Path in(Path folder) {
        return folder.resolve(fileName);
    }

    /** Writes the file into a folder. It is complete or not there at all. */
    public void write(Summary summary, Path folder) throws IOException {
        write(
                switch (this) {
                    case JSON -> SummaryJson.of(summary);
                    case PAGE -> SummaryHtml.of(SummaryJson.of(summary));
                    case JUNIT -> SummaryXml.of(summary);
                    case MARKDOWN -> SummaryMarkdown.of(summary);
                },
                folder);
    }

    // Half a character, which a server's message can have, becomes a question mark.
    void write(String text, Path folder) throws IOException {
        var part = folder.resolve(fileName + ".part");
        try {
            Files.write(part, text.getBytes(StandardCharsets.UTF_8));
            Files.move(part, in(folder), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
