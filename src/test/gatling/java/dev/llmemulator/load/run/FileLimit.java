package dev.llmemulator.load.run;

import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.watch.OpenFiles;
import java.util.Optional;

/** Finds out before a run whether this process may open the sockets that its users will need. */
final class FileLimit {
    private FileLimit() {}

    static Optional<TargetProblem> problem(LoadSettings settings, Endpoints endpoints) {
        return Optional.ofNullable(OpenFiles.now()).flatMap(open -> problem(settings, endpoints, open));
    }

    /** The problem if these files are open now; empty if enough can be opened besides. */
    static Optional<TargetProblem> problem(LoadSettings settings, Endpoints endpoints, OpenFiles open) {
        // Embedded servers have the other ends of the same connections.
        var ofUser = socketsOfAUser(settings.transport());
        var each = settings.target() instanceof Target.Embedded ? 2 * ofUser : ofUser;
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

    // The question has one; then there is the WebSocket, or a stream and the commands beside it.
    private static int socketsOfAUser(Transport transport) {
        return switch (transport) {
            case SSE -> 1;
            case WEBSOCKET -> 2;
            case HTTP_STREAM, CENTRIFUGO_SSE -> 3;
        };
    }
}
