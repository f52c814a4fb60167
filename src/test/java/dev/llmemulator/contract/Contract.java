package dev.llmemulator.contract;

import java.util.UUID;

/** What the tests of the contract are written against. */
interface Contract {
    /** A server of the given settings, perhaps one that other tests use as well. */
    Target target(TargetSettings settings);

    /** A new server of the given settings, which the test closes. */
    Target ownTarget(TargetSettings settings);

    default Target calm() {
        return target(TargetSettings.calm());
    }

    default Target hasty() {
        return target(TargetSettings.hasty());
    }

    default ContractClient connect() {
        return ContractClient.connect(calm().webSocketUrl());
    }

    default ContractApi api() {
        return api(calm());
    }

    default ContractApi api(Target target) {
        return new ContractApi(target.apiUrl(), TargetSettings.API_KEY);
    }

    /** A channel that no other test knows. */
    static String newChannel() {
        return "session:" + UUID.randomUUID();
    }
}
