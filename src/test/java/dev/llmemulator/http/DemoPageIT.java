package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.NodeScript;
import dev.llmemulator.needs.Program;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The page in a browser, by each transport: it asks, its connection breaks, it recovers, a second tab agrees, and stops the
 * next answer. It leaves pictures in target/demo-page. {@code EndToEndIT} does the same on the cluster.
 */
@Needs({Program.NODE, Program.CHROMIUM})
@Timeout(180)
public class DemoPageIT {
    // Below the checkout, because a browser installed as a snap can read no other folder.
    private static final Path PICTURES = Path.of("target", "demo-page");

    @Test
    void page_onTheEmbeddedStack_losesNothing() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of())) {
            check(stack.httpUrl().resolve("/"));
        }
    }

    /** Watches answers on the page at an address. */
    public static void check(URI page) throws Exception {
        var environment = Map.of(
                "CHROMIUM",
                Program.CHROMIUM.path().toString(),
                "URL",
                page.toString(),
                "FOLDER",
                Files.createDirectories(PICTURES).toAbsolutePath().toString());
        assertThat(NodeScript.run("demo-check.js", environment))
                .contains("websocket: ok", "sse: ok", "http_stream: ok");
    }
}
