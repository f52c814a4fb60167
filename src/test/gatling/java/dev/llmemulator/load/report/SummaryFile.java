package dev.llmemulator.load.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The files that a run writes beside Gatling's report, one for each kind of reader. */
public enum SummaryFile {
    /** For programs. */
    JSON("summary.json", SummaryJson::of),
    /** For people, with charts. */
    PAGE("summary.html", SummaryHtml::of),
    /** For CI servers that read JUnit's XML. */
    JUNIT("summary.xml", SummaryXml::of),
    /** For the page of a CI job. */
    MARKDOWN("summary.md", SummaryMarkdown::of);

    private interface View {
        String of(Summary summary) throws IOException;
    }

    private final String fileName;
    private final View view;

    SummaryFile(String fileName, View view) {
        this.fileName = fileName;
        this.view = view;
    }

    /** The path of this file in a folder. */
    public Path in(Path folder) {
        return folder.resolve(fileName);
    }

    /** Writes the file into a folder. It is complete or not there at all. */
    public void write(Summary summary, Path folder) throws IOException {
        write(view.of(summary), folder);
    }

    // Half a character, which a server's message can have, becomes a question mark.
    void write(String text, Path folder) throws IOException {
        var part = folder.resolve(fileName + ".part");
        Files.write(part, text.getBytes(StandardCharsets.UTF_8));
        Files.move(part, in(folder), StandardCopyOption.REPLACE_EXISTING);
    }
}
