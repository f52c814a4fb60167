package dev.llmemulator.contract;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.io.IOException;

/** Late requests to the real server. */
@Needs(Program.DOCKER)
class LateBatchIT extends LateBatchTest {
    LateBatchIT() throws IOException {}

    @Override
    ServerUnderTest start() {
        return CentrifugoContainer.start(Contract.CALM);
    }
}
