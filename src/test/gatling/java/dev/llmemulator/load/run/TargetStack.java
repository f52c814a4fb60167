package dev.llmemulator.load.run;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.settings.EmulatorOptions;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** The servers under load. The embedded ones run in this process; others, with null in their place, run already. */
record TargetStack(Endpoints endpoints, @Nullable EmbeddedStack embedded) implements AutoCloseable {
    static TargetStack open(LoadSettings settings) {
        if (settings.target() instanceof Target.Remote remote) {
            return new TargetStack(
                    Endpoints.of(
                            remote.http(),
                            remote.webSocket(),
                            remote.origin(),
                            remote.jwtSecret(),
                            remote.trust(),
                            settings.transport(),
                            remote.emulation()),
                    null);
        }
        // The environment may tune the emulator (PUBLISH_LANES and the like), but must not get in the way of the load.
        var environment = new HashMap<>(System.getenv());
        environment.remove("HOST");
        environment.remove("PORT");
        environment.remove("MODEL");
        EmulatorOptions.ofAccess().forEach(setting -> setting.variable().ifPresent(environment::remove));
        environment.put("MAX_ANSWERS", String.valueOf(Math.max(10_000, settings.maxConcurrent() * 2)));
        var stack = EmbeddedStack.start(environment);
        var endpoints = new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret());
        return new TargetStack(endpoints.by(settings.transport()), stack);
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
