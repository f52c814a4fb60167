package dev.llmemulator.contract;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;

/** The contract on the real server. */
@Needs(Program.DOCKER)
class CentrifugoContractIT extends CentrifugoContract {

    @Override
    Target start(TargetSettings settings) {
        return CentrifugoProcess.start(settings);
    }
}
