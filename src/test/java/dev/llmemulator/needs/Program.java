package dev.llmemulator.needs;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that a fresh machine with only a JDK and Maven does not have. */
public enum Program {
    /** Node.js, which comes with npm. */
    NODE("npm"),
    /** The real Centrifugo, as the binary that `CENTRIFUGO_BINARY` names or in the PATH. */
    CENTRIFUGO("centrifugo") {
        @Override
        boolean isThere() {
            var named = System.getenv("CENTRIFUGO_BINARY");
            return named == null ? super.isThere() : Files.isExecutable(Path.of(named));
        }
    };

    private final String command;

    Program(String command) {
        this.command = command;
    }

    boolean isThere() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
