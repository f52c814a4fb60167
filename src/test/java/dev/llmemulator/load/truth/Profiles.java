package dev.llmemulator.load.truth;

import static dev.llmemulator.load.truth.Delay.constant;
import static dev.llmemulator.load.truth.Delay.exponential;
import static dev.llmemulator.load.truth.Delay.logNormal;
import static dev.llmemulator.load.truth.Delay.uniform;

import dev.llmemulator.load.client.AnomalyKind;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The profiles, each made to show an error that an instrument could have. Twenty answers are the fewest that have a
 * median, so it is mostly ten users with two each.
 */
final class Profiles {
    private Profiles() {}

    static List<Profile> all() {
        // The most delicate come last, when this process is warmest.
        return Stream.of(faults(), waits(), stalls(), ends(), bursts(), ranks(), pace())
                .flatMap(List::stream)
                .toList();
    }

    /** A plain load, to get this process warm. */
    static Profile warmUp() {
        return Profile.of("warm-up", 10, 20, even(constant(5), constant(2), 20));
    }

    private static List<Profile> pace() {
        return List.of(
                alone(
                        "constant gaps",
                        script -> script.stamped(0, 0)
                                .after(150)
                                .token()
                                .tokens(5, 10)
                                .end()),
                watched("exponential gaps", even(exponential(150), exponential(10), 12)),
                watched("log-normal gaps", even(logNormal(120, 0.5), logNormal(8, 0.8), 12)),
                watched("jitter of half a gap", even(uniform(100, 200), uniform(6, 18), 12)),
                alone("no time to the first token", even(constant(0), constant(15), 4)),
                Profile.of("gaps of a third of a second", 20, 1, even(constant(333), constant(333), 3)),
                watched(
                        "ever slower",
                        script -> script.after(120)
                                .repeat(12, token -> script.after(3.0 * token).token())
                                .end()),
                watched("one token an answer", even(uniform(120, 240), constant(0), 1)));
    }

    /** Values with a jump just where a percentile's rank lies, so that its neighbour would be far off. */
    private static List<Profile> ranks() {
        return List.of(
                // 9 short and 11 long: the 10th is long.
                watched(
                        "more than half of the first tokens late",
                        script -> even(script, constant(script.number < 9 ? 100 : 240), constant(10), 6)),
                // 189 short and 11 long: the 190th is long.
                Profile.of(
                        "more than one first token in twenty late",
                        10,
                        20,
                        script -> even(script, constant(script.number % 19 == 0 ? 120 : 60), constant(5), 3)),
                // 190 of none, as they are in one frame, and 10 long: the 190th is none.
                watched("one gap in twenty long", script -> {
                    script.after(120).burst(10);
                    if (script.number % 2 == 0) {
                        script.after(90).burst(2).end();
                    } else {
                        script.after(60).end();
                    }
                }),
                // 1020 of none and 10 long: the 1020th is none.
                Profile.of("fewer than one gap in a hundred long", 17, 4, script -> {
                    script.after(150).burst(16);
                    if (script.number % 7 == 3) {
                        script.after(90).token();
                    }
                    script.end();
                }));
    }

    private static List<Profile> bursts() {
        return List.of(
                watched(
                        "bursts of six in a frame",
                        script -> script.after(100)
                                .repeat(4, burst -> script.after(50).burst(6))
                                .end()),
                watched(
                        "bursts of six frames",
                        script -> script.after(100)
                                .repeat(4, burst -> script.after(50).tokens(6, 0))
                                .end()),
                Profile.of(
                        "a thousand tokens in full frames",
                        5,
                        2,
                        script -> script.after(100)
                                .repeat(
                                        63,
                                        frame -> script.after(frame % 30 == 20 ? 40 : 10)
                                                .burst(16))
                                .end()),
                watched(
                        "all tokens and the marker in one frame",
                        script -> script.after(220).burstWithMarker(12).reply()));
    }

    private static List<Profile> stalls() {
        return List.of(
                watched(
                        "a stall in the middle",
                        script -> stalled(script).tokens(6, 10).end()),
                watched(
                        "a stall made up for in one burst",
                        script -> stalled(script).burst(6).end()),
                watched(
                        "a stall before the last token",
                        script -> stalled(script).token().end()),
                watched("a stall before the marker", script -> stalled(script).end()));
    }

    private static Script stalled(Script script) {
        return script.steady().after(200);
    }

    private static List<Profile> ends() {
        return List.of(
                watched(
                        "the reply long after the marker",
                        script -> script.steady().marker().after(150).reply()),
                watched(
                        "the reply before any token",
                        script -> script.reply().steady().after(20).marker()),
                Profile.of(
                        "the marker after the wait for it",
                        20,
                        1,
                        script -> script.steady().reply().after(2150).marker()),
                watched("server's stamps", script -> {
                    script.after(120);
                    for (var token = 0; token < 12; token++) {
                        var sentAgo = logNormal(20, 0.7).nextMs(script.random);
                        var dueAgo = sentAgo + exponential(30).nextMs(script.random);
                        script.stamped(dueAgo, sentAgo).after(10).token();
                    }
                    script.end();
                }));
    }

    private static List<Profile> faults() {
        return List.of(
                watched("two tokens lost in every fifth answer", script -> {
                    script.steady();
                    if (script.number % 5 == 0) {
                        script.after(10).lose().tokens(2, 10).after(10).lose().tokens(3, 10);
                        script.fails("lost token", ": first at index 8, 2 in all", AnomalyKind.LOST);
                    }
                    script.end();
                }),
                watched("the first token lost", script -> {
                    script.fails("lost token", ": first at index 0", AnomalyKind.LOST);
                    script.after(140).lose().tokens(7, 10).end();
                }),
                watched("the last token lost", script -> {
                    script.fails("lost token", ": first at index 8", AnomalyKind.LOST);
                    script.steady().after(10).lose().end();
                }),
                watched("every token lost", script -> {
                    script.fails("lost token", ": first at index 0, 2 in all", AnomalyKind.LOST);
                    script.after(140).lose().lose().end();
                }),
                watched("tokens doubled between others", script -> {
                    script.fails("doubled token", ": first at index 7, 2 in all", AnomalyKind.DOUBLED);
                    script.steady().after(7).again(7).after(7).again(3).after(7).token();
                    script.tokens(4, 10).end();
                }),
                watched("two tokens in the wrong order", script -> {
                    script.fails("reordered token", ": first at index 8 (came after 9)", AnomalyKind.REORDERED);
                    script.steady().lose().tokens(1, 10).after(14).again(8);
                    script.tokens(4, 10).end();
                }),
                watched("a token behind the marker", script -> {
                    script.fails("after the marker", ": first at index 8", AnomalyKind.AFTER_MARKER);
                    script.steady().lose().marker().after(12).again(8).reply();
                }),
                watched("an error marker in mid-answer", script -> {
                    script.steady();
                    if (script.number % 4 != 0) {
                        script.end();
                    } else {
                        script.after(20).errorMarker("node down").reply().fails("error marker", ": node down");
                    }
                }),
                watched("every other question refused", script -> {
                    if (script.number % 2 == 0) {
                        script.steady().end();
                    } else {
                        script.after(20).status(503).fails("POST /api/run: 503 full", "");
                    }
                }),
                Profile.of("a stall past the timeout", 10, 1, script -> {
                            script.steady();
                            if (script.number % 2 == 0) {
                                script.end();
                            } else {
                                script.fails("POST /api/run: no reply", "");
                            }
                        })
                        .with("answerTimeout", "0.6"),
                Profile.of("no marker", 10, 1, script -> {
                            script.steady();
                            if (script.number % 2 == 0) {
                                script.marker();
                            } else {
                                var more = " (8 tokens came), though the socket is open";
                                script.fails("no marker", more, AnomalyKind.NO_MARKER);
                            }
                            script.reply();
                        })
                        .with("answerTimeout", "0.6"));
    }

    /** Times that must not be in any figure, or only in one of several. */
    private static List<Profile> waits() {
        return List.of(
                watched("requests unread for a while", even(constant(160), constant(10), 8))
                        .unreadFor(80),
                Profile.of("answers wait for a slot", 4, 5, even(constant(250), constant(5), 5))
                        .with("maxConcurrent", "2")
                        .with("think", "0.1"),
                watched("pauses between answers", even(constant(100), constant(5), 5))
                        .with("think", "0.15"),
                watched(
                                "tokens while the user is away",
                                script -> script.steady()
                                        .whileAway(5)
                                        .tokens(3, 20)
                                        .end())
                        .with("length", "16")
                        .leaving());
    }

    private static Profile watched(String name, Consumer<Script> writer) {
        return Profile.of(name, 10, 2, writer);
    }

    private static Profile alone(String name, Consumer<Script> writer) {
        return Profile.of(name, 1, 20, writer);
    }

    private static Consumer<Script> even(Delay ttft, Delay gap, int tokens) {
        return script -> even(script, ttft, gap, tokens);
    }

    private static void even(Script script, Delay ttft, Delay gap, int tokens) {
        script.tokens(1, ttft).tokens(tokens - 1, gap).end();
    }
}
