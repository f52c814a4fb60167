package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.clients.Question;
import dev.llmemulator.bench.clients.Questions;
import dev.llmemulator.bench.clients.ReaderEvents;
import dev.llmemulator.bench.clients.Readers;
import dev.llmemulator.bench.clients.Sessions;
import dev.llmemulator.bench.clients.WindowFigures;
import dev.llmemulator.bench.publisher.PacedPublisher;
import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import dev.llmemulator.load.measure.EpochClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures what the emulator adds when nothing else runs: one reader gets an answer of the emulator, then as many bare
 * publications at the same distance, and so on in turn.
 */
final class Quiet {
    private static final int WORDS = 100;
    private static final Duration DELAY = Duration.ofMillis(10);
    private static final int WARM_UPS = 3;
    private static final int TURNS = 8;
    private static final double ALLOWED_MS = 1;

    private Quiet() {}

    @SuppressWarnings("try") // The readers need only be open.
    static void run(Network network, NativeCluster cluster) throws Exception {
        var emulator = new WindowFigures();
        var bare = new WindowFigures();
        var clock = new EpochClock();
        var sessions = Sessions.fresh(1);
        var session = sessions.get(0);
        var current = new Current(emulator);
        var questions = new Questions(network, cluster.questions());
        try (var readers = Readers.open(network, cluster, clock, sessions, one -> current);
                var publisher = new PacedPublisher(network, cluster, clock, Sessions.channel(session), DELAY)) {
            for (var turn = 0; turn < WARM_UPS + TURNS; turn++) {
                var counts = turn >= WARM_UPS;
                current.turnTo(network, emulator, counts);
                ask(questions, new Question(session, WORDS, Duration.ZERO, DELAY));
                current.turnTo(network, bare, counts);
                publisher.publishAnswer();
            }
            Thread.sleep(DELAY.toMillis());
        }
        print(emulator, bare);
    }

    private static void ask(Questions questions, Question question) throws Exception {
        var status = new CompletableFuture<Integer>();
        var unused = questions.ask(question, (code, body) -> status.complete(code));
        if (status.get(30, TimeUnit.SECONDS) != 200) {
            throw new IllegalStateException("The emulator answered with HTTP status " + status.join());
        }
    }

    private static void print(WindowFigures emulator, WindowFigures bare) {
        var table = new Table("one stream, 100 words x 10 ms", "p50 ms", "p90 ms", "p99 ms", "goal", "met");
        table.row(row("emulator: due to received", emulator));
        table.row(row("bare publish: sent to received", bare));
        var added = emulator.delayMs(50) - bare.delayMs(50);
        var goal = "≤ " + cell("%.0f", ALLOWED_MS);
        table.row("added", cell("%.2f", added), "", "", goal, Table.met(added <= ALLOWED_MS));
        table.print();
        Footer.printViolations(emulator);
        Footer.printViolations(bare);
    }

    private static String[] row(String name, WindowFigures figures) {
        return new String[] {
            name,
            cell("%.2f", figures.delayMs(50)),
            cell("%.2f", figures.delayMs(90)),
            cell("%.2f", figures.delayMs(99))
        };
    }

    /** Hands what arrives to the figures whose turn it is. */
    private static final class Current implements ReaderEvents {
        private WindowFigures figures;

        Current(WindowFigures figures) {
            this.figures = figures;
        }

        void turnTo(Network network, WindowFigures next, boolean counts) throws InterruptedException {
            // The last token may have been accepted before it was received.
            Thread.sleep(50);
            network.run(() -> {
                figures.close();
                figures = next;
                if (counts) {
                    figures.open();
                }
            });
        }

        @Override
        public void token(Stamps stamps, long arrivedUs) {
            figures.token(stamps, arrivedUs);
        }

        @Override
        public void ended(StreamRecord answer, long arrivedUs) {
            figures.ended(answer, arrivedUs);
        }

        @Override
        public void violation(String what) {
            figures.violation(what);
        }
    }
}
