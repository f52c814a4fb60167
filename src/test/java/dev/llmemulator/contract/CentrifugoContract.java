package dev.llmemulator.contract;

import org.junit.jupiter.api.Timeout;

/**
 * Everything that we rely on of Centrifugo. A subclass says what server it is tried on.
 *
 * <p>Servers are shared by the tests with the same settings; every test uses channels of its own.
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
