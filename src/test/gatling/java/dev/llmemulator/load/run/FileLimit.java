package dev.llmemulator.load.run;

import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.watch.OpenFiles;
import java.util.Optional;

/** Finds out before a run whether this process may open the sockets that its users will need. */
final class FileLimit {
    // A user has a WebSocket and the connection of its POST.
    private static final int SOCKETS_OF_A_USER = 2;

    private FileLimit() {}

    static Optional<TargetProblem> problem(LoadSettings settings, Endpoints endpoints) {
        return Optional.ofNullable(OpenFiles.now()).flatMap(open -> problem(settings, endpoints, open));
    }

    /** The problem if these files are open now; empty if enough can be opened besides. */
    static Optional<TargetProblem> problem(LoadSettings settings, Endpoints endpoints, OpenFiles open) {
        // Embedded servers have the other ends of the same connections.
        var each = settings.target() instanceof Target.Embedded ? 2 * SOCKETS_OF_A_USER : SOCKETS_OF_A_USER;
        var needed = each * settings.usersAtOnce();
        if (needed <= open.left()) {
            return Optional.empty();
        }
        var users = Math.max(0, open.left() / each);
        return Optional.of(new TargetProblem(
                "too many open files: %d users at once need %d sockets, and this process has %d of %d files open"
                        .formatted(settings.usersAtOnce(), needed, open.most(), open.limit()),
                "raise the limit (ulimit -n 65536)" + (users == 0 ? "" : ", or run with at most " + users + " users"),
                settings.target().name() + ", " + endpoints));
    }
}
