package dev.llmemulator.contract;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;

/** The contract on the real server. */
@Needs(Program.DOCKER)
class CentrifugoContractIT extends CentrifugoContract {
    @Override
    public Target target(TargetSettings settings) {
        return CentrifugoContainer.shared(settings);
    }

    @Override
    public Target ownTarget(TargetSettings settings) {
        return CentrifugoContainer.start(settings);
    }
}
