package dev.llmemulator.contract;

/** The contract on the real server; fails when there is none. */
class CentrifugoContractIT extends CentrifugoContract {

    @Override
    Target start(TargetSettings settings) {
        return CentrifugoProcess.start(settings);
    }
}
