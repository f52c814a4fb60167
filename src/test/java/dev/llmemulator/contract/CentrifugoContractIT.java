package dev.llmemulator.contract;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import dev.llmemulator.standin.ServerLimits;

/** The contract on the real server. */
@Needs(Program.DOCKER)
class CentrifugoContractIT extends CentrifugoContract {
    @Override
    public ServerUnderTest start(ServerLimits limits) {
        return CentrifugoContainer.start(limits);
    }
}
