package dev.llmemulator.needs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A script of src/test/js, run by Node.js with the packages that its lock file names. */
public final class NodeScript {
    private static final Path FOLDER = Path.of("src", "test", "js");
    private static final long INSTALL_LIMIT_S = 120;
    private static final long SCRIPT_LIMIT_S = 180;

    private NodeScript() {}

    /** Runs the script to its end, which has to be a good one; what it printed. */
    public static String run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        install();
        return ProcessRun.of(FOLDER, SCRIPT_LIMIT_S, environment, "node", script)
                .printedBySuccess();
    }

    private static synchronized void install() throws IOException, InterruptedException {
        if (!isInstalled()) {
            ProcessRun.of(FOLDER, INSTALL_LIMIT_S, Map.of(), "npm", "ci", "--no-audit", "--no-fund")
                    .printedBySuccess();
        }
    }

    // npm writes what it has installed, and when is newer than what was asked for before a package was added to it.
    private static boolean isInstalled() throws IOException {
        var installed = FOLDER.resolve("node_modules").resolve(".package-lock.json");
        return Files.exists(installed)
                && Files.getLastModifiedTime(installed)
                                .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
                        >= 0;
    }
}
