package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.NodeScript;
import dev.llmemulator.needs.Program;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The official JavaScript client reads answers from the cluster, through HAProxy. */
@Needs({Program.DOCKER, Program.NODE})
@Timeout(300)
@ExtendWith(ClusterExtension.class)
class JavaScriptReaderIT {
    // The cluster is asked for so that it runs.
    JavaScriptReaderIT(ComposeCluster cluster) {
        cluster.awaitAllUp();
    }

    @Test
    void client_thatLosesItsConnection_readsAWholeAnswer() throws Exception {
        var environment = Map.of(
                "WS_URL", ComposeCluster.WEB_SOCKET_URL.toString(),
                "HTTP_URL", ComposeCluster.HTTP_URL.toString(),
                "TOKEN_SECRET", ComposeCluster.TOKEN_SECRET);

        assertThat(NodeScript.run("answer-check.js", environment)).contains("100 tokens, 1 recovery: ok");
    }
}
