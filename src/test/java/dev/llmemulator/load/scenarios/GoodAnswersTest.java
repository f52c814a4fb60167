package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.measure.ClockOffset;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.FaultyEmulator.Behaviour;
import dev.llmemulator.load.scenarios.FaultyEmulator.Request;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which answers of a slow server are good, as users on Gatling's own engine have them. */
@Timeout(60)
class GoodAnswersTest extends JourneyFixture {
    // Far enough from each other for a busy machine.
    private static final String QUICK = "1.2s";
    private static final long SLOW_MS = 1400;

    @Test
    void goodput_slowStalledAndBrokenAnswers_countsOnlyTheGoodOne() throws Exception {
        var figures = takeInTurn(
                Map.of("clients", "4", "cycles", "1", "good", "ttft<%1$s, itl.max<%1$s".formatted(QUICK)),
                request -> request.tokens(0, 1),
                request -> {
                    stall();
                    request.tokens(0, 1);
                },
                request -> {
                    request.tokens(0);
                    stall();
                    request.tokens(1);
                },
                request -> request.tokens(0));

        assertThat(figures.passed()).isEqualTo(3);
        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.good()).isEqualTo(1);
        assertThat(figures.notJudged()).isZero();
        assertThat(figures.overTime().intervals().stream()
                        .mapToLong(each -> each.counted(Interval.Count.GOOD))
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void goodput_usersWhoArriveAtARate_countsFromTheirArrival() throws Exception {
        // The second waits for the first, and has its first token as soon as it asks.
        var figures = takeInTurn(
                Map.of("rate", "2", "duration", "1", "maxConcurrent", "1", "good", "ttft<500ms"), request -> {
                    request.tokens(0, 1);
                    stall();
                });

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(2);
        assertThat(figures.good()).isEqualTo(1);
    }

    @Test
    void goodput_otherClockOfTheServer_judgesDelaysByOurs() throws Exception {
        var aheadUs = TimeUnit.SECONDS.toMicros(100);
        serverClock = instance -> new ClockOffset(aheadUs, 0);
        var figures = takeInTurn(
                Map.of("clients", "2", "cycles", "1", "good", "delay.mean<5s, ratio>0.0001", "delay", "0.0001"),
                request -> tokensDue(request, clock.nowUs() + aheadUs),
                request -> tokensDue(request, clock.nowUs() + aheadUs - TimeUnit.SECONDS.toMicros(10)));

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.good()).isEqualTo(1);
        assertThat(figures.notJudged()).isZero();
    }

    private static void tokensDue(Request request, long dueUs) {
        request.token(0, dueUs, dueUs);
        request.token(1, dueUs, dueUs);
    }

    @Test
    void goodput_eventStreams_isNotKnownOfDelaysButOfAllElse() {
        try (var stack = EmbeddedStack.start(Map.of())) {
            var endpoints = new Endpoints(stack.httpUrl(), stack.webSocketUrl(), SECRET);
            var given = Map.of("transport", "sse", "clients", "2", "cycles", "2", "length", "10", "delay", "0.001");
            var known = new HashMap<>(given);
            known.put("good", "ttft<20s, itl.mean<20s, delivery.max<20s, answer<20s, ratio<1000");
            assertThat(take(known, endpoints, List.of(JourneyFixture::watch)))
                    .extracting(Figures::good, Figures::notJudged)
                    .containsExactly(4L, 0L);
            var unknown = new HashMap<>(given);
            unknown.put("good", "ttft<20s, delay.max<1s");
            assertThat(take(unknown, endpoints, List.of(JourneyFixture::watch)))
                    .extracting(Figures::good, Figures::notJudged)
                    .containsExactly(0L, 4L);
        }
    }

    @Test
    void goodput_nothingSaysWhatIsGood_isNotCounted() throws Exception {
        var figures = takeInTurn(Map.of("clients", "1", "cycles", "1"), request -> request.tokens(0, 1));
        assertThat(figures.passed()).isEqualTo(1);
        assertThat(figures.good() + figures.notJudged()).isZero();
    }

    /** Takes answers of two tokens, to each of which one of these is done, before marker and reply. */
    private Figures takeInTurn(Map<String, String> given, Behaviour... behaviours) throws Exception {
        var all = new HashMap<>(given);
        all.put("length", "2");
        all.putIfAbsent("delay", "0");
        all.put("answerTimeout", "20");
        var next = new AtomicInteger();
        return takeFaulty(all, JourneyFixture::watch, request -> {
            behaviours[next.getAndIncrement() % behaviours.length].answer(request);
            request.markerAndReply();
        });
    }

    private static void stall() throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(SLOW_MS);
    }
}
