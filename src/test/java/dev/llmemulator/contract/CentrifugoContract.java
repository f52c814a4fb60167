package dev.llmemulator.contract;

import org.junit.jupiter.api.Timeout;

/**
 * Everything of Centrifugo that we rely on. A subclass says which server to check.
 *
 * <p>Tests with the same limits share a server; each test uses its own channels.
 */
@Timeout(60)
abstract class CentrifugoContract
        implements ConnectContract,
                HeartbeatContract,
                SubscribeContract,
                RecoveryContract,
                PublishContract,
                HistoryContract,
                OrderContract,
                MalformedContract {}
