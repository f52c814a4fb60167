package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.bench.cluster.ApiClient;
import dev.llmemulator.centrifugo.CentrifugoSink;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.publication.WireFormat;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import dev.llmemulator.stream.AnswerResult;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.stream.Answers;
import dev.llmemulator.stream.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Measures how exactly answers keep their schedule: 1, 100 and 1000 streams of 100 words at 20 ms, while a publish request costs
 * 0, 1 and 5 ms. The tokens go over loopback HTTP to the stand-in, whose history then tells when each was due and sent.
 *
 * <p>The end of a stream is its last token: {@code sent} minus {@code due}. It may be late by one round trip, because
 * its channel's token before may still be under way, and by 0.05 % of the stream's length.
 */
public final class Pacing {
    private static final int WORDS = 100;
    private static final Duration DELAY = Duration.ofMillis(20);
    private static final double IDEAL_MS = (WORDS - 1) * DELAY.toMillis();
    private static final double ALLOWED_DRIFT = 0.0005;
    private static final String KEY = "benchmark";

    private Pacing() {}

    public static void main(String... arguments) throws Exception {
        run(200, Duration.ZERO); // Warms up.
        var table = new Table(
                "streams",
                "publish costs",
                "round trip p50",
                "token late p50",
                "token late p99",
                "end late p50",
                "end late max",
                "beyond one round trip",
                "of 1980 ms");
        for (var costMs : new int[] {0, 1, 5}) {
            for (var streams : new int[] {1, 100, 1_000}) {
                table.row(run(streams, Duration.ofMillis(costMs)));
            }
        }
        table.print();
    }

    /** Runs so many streams at this cost of a request, and returns the cells of their row. */
    private static String[] run(int streams, Duration cost) throws Exception {
        var settings = StandInSettings.of(KEY, KEY).withPublishCost(cost);
        try (var centrifugo = StandIn.start(settings);
                var publisher = CentrifugoSink.pacer(
                        EmulatorSettings.from(Map.of(
                                        "CENTRIFUGO_API_URLS",
                                        centrifugo.apiUrl().toString(),
                                        "CENTRIFUGO_HTTP_API_KEY",
                                        KEY))
                                .publish(),
                        new WireFormat(),
                        PacerObserver.NONE);
                var answers = new Answers(publisher, Duration.ofSeconds(10), streams, Duration.ofSeconds(10))) {
            var client = new ApiClient(centrifugo.apiUrl(), KEY);
            var roundTrips = roundTrips(client);
            runStreams(answers, streams);
            var tokens = new Histogram(3);
            var ends = new Histogram(3);
            for (var stream = 0; stream < streams; stream++) {
                record(client, stream, tokens, ends);
            }
            var beyond = Math.max(0, ms(ends, 50) - ms(roundTrips, 50));
            return new String[] {
                cell("%d", streams),
                cell("%d ms", cost.toMillis()),
                cell("%.3f ms", ms(roundTrips, 50)),
                cell("%.3f ms", ms(tokens, 50)),
                cell("%.3f ms", ms(tokens, 99)),
                cell("%.3f ms", ms(ends, 50)),
                cell("%.3f ms", ms(ends, 100)),
                cell("%.3f ms", beyond),
                cell("%.4f%%%s", 100 * beyond / IDEAL_MS, beyond / IDEAL_MS <= ALLOWED_DRIFT ? "" : " above 0.05 %")
            };
        }
    }

    private static double ms(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** One bare publish after the other, before the streams begin. */
    private static Histogram roundTrips(ApiClient client) throws IOException {
        var micros = new Histogram(3);
        for (var i = 0; i < 200; i++) {
            var startNs = System.nanoTime();
            client.call("publish", "{\"channel\":\"session:probe\",\"data\":{\"index\":%d}}".formatted(i));
            micros.recordValue((System.nanoTime() - startNs) / 1_000);
        }
        return micros;
    }

    /** Begins the streams spread over one second, as users come, and waits for all of them. */
    private static void runStreams(Answers answers, int streams) throws InterruptedException, RefusedException {
        var results = new ArrayList<CompletableFuture<AnswerResult>>();
        var startNs = System.nanoTime();
        for (var stream = 0; stream < streams; stream++) {
            var dueNs = startNs + TimeUnit.SECONDS.toNanos(1) * stream / streams;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, dueNs - System.nanoTime()));
            results.add(answers.begin("s" + stream, new Answer(WORDS, Duration.ZERO, DELAY, stream))
                    .result());
        }
        for (var result : results) {
            var end = result.join().end();
            if (end != End.COMPLETE) {
                throw new IllegalStateException("A stream ended with " + end);
            }
        }
    }

    private static void record(ApiClient client, int stream, Histogram tokens, Histogram ends) throws IOException {
        var request = "{\"channel\":\"session:s%d\",\"limit\":%d}".formatted(stream, WORDS + 1);
        var publications = client.call("history", request).path("publications");
        if (publications.size() != WORDS + 1) {
            throw new IllegalStateException("Stream %d has %d publications".formatted(stream, publications.size()));
        }
        IntStream.range(0, WORDS).forEach(i -> tokens.recordValue(lateMicros(publications.get(i))));
        ends.recordValue(lateMicros(publications.get(WORDS - 1)));
    }

    private static long lateMicros(JsonNode publication) {
        var data = publication.path("data");
        return data.path("sent").asLong() - data.path("due").asLong();
    }
}
