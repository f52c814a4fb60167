package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.FaultyEmulator.Behaviour;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import io.gatling.javaapi.core.ChainBuilder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** Takes users on Gatling's own engine through journeys, by way of a stand-in. */
abstract class JourneyFixture {
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    StandIn standIn = StandIn.start(StandInSettings.of("api-key", SECRET));
    final EpochClock clock = new EpochClock();
    final RowCount rows = new RowCount();
    ServerClock serverClock = ServerClock.OURS;

    @AfterEach
    void closeStandIn() {
        standIn.close();
    }

    Figures takeFaulty(Map<String, String> given, Function<JourneyContext, ChainBuilder> journey, Behaviour behaviour)
            throws Exception {
        try (var emulator = new FaultyEmulator(standIn, behaviour)) {
            return take(given, endpoints(emulator.url()), List.of(journey));
        }
    }

    Endpoints endpoints(URI httpUrl) {
        return new Endpoints(httpUrl, standIn.webSocketUrl(), SECRET);
    }

    Figures take(
            Map<String, String> given, Endpoints endpoints, List<Function<JourneyContext, ChainBuilder>> journeys) {
        return new JourneyRun(clock, () -> serverClock, rows).take(given, () -> endpoints, journeys);
    }

    /** The trust of a run with this setting. */
    static Trust trust(String setting, String value) {
        var settings = LoadSettings.from(
                Map.of(setting, value, "target", "cluster", "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", SECRET),
                Map.of(),
                Map.of());
        return ((Target.Remote) settings.target()).trust();
    }

    static ChainBuilder watch(JourneyContext context) {
        return new WatchAnswer(context).answers();
    }

    static ChainBuilder leaveAndReturn(JourneyContext context) {
        return new LeaveAndReturn(context).answers();
    }
}
