package dev.llmemulator.load.truth;

import static dev.llmemulator.load.truth.Delay.constant;
import static dev.llmemulator.load.truth.Delay.exponential;
import static dev.llmemulator.load.truth.Delay.logNormal;
import static dev.llmemulator.load.truth.Delay.uniform;

import dev.llmemulator.load.client.AnomalyKind;
import java.util.List;
import java.util.Random;
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
        return Profile.of("warm-up", 10, 20, (number, random) -> even(random, constant(5), constant(2), 20));
    }

    private static List<Profile> pace() {
        return List.of(
                alone(
                        "constant gaps",
                        (number, random) -> Script.begin()
                                .stamped(0, 0)
                                .after(150)
                                .token()
                                .tokens(5, constant(10), random)
                                .end()),
                watched("exponential gaps", (number, random) -> even(random, exponential(150), exponential(10), 12)),
                watched(
                        "log-normal gaps",
                        (number, random) -> even(random, logNormal(120, 0.5), logNormal(8, 0.8), 12)),
                watched(
                        "jitter of half a gap",
                        (number, random) -> even(random, uniform(100, 200), uniform(6, 18), 12)),
                alone("no time to the first token", (number, random) -> even(random, constant(0), constant(15), 4)),
                Profile.of(
                        "gaps of a third of a second",
                        20,
                        1,
                        (number, random) -> even(random, constant(333), constant(333), 3)),
                watched("ever slower", (number, random) -> {
                    var script = Script.begin().after(120);
                    for (var token = 0; token < 12; token++) {
                        script.after(3.0 * token).token();
                    }
                    return script.end();
                }),
                watched("one token an answer", (number, random) -> even(random, uniform(120, 240), constant(0), 1)));
    }

    /** Values with a jump just where a percentile's rank lies, so that its neighbour would be far off. */
    private static List<Profile> ranks() {
        return List.of(
                // 9 short and 11 long: the 10th is long.
                watched(
                        "more than half of the first tokens late",
                        (number, random) -> even(random, constant(number < 9 ? 100 : 240), constant(10), 6)),
                // 189 short and 11 long: the 190th is long.
                Profile.of(
                        "more than one first token in twenty late",
                        10,
                        20,
                        (number, random) -> even(random, constant(number % 19 == 0 ? 120 : 60), constant(5), 3)),
                // 190 of none, as they are in one frame, and 10 long: the 190th is none.
                watched("one gap in twenty long", (number, random) -> {
                    var script = Script.begin().after(120).burst(10);
                    return number % 2 == 0
                            ? script.after(90).burst(2).end()
                            : script.after(60).end();
                }),
                // 1020 of none and 10 long: the 1020th is none.
                Profile.of("fewer than one gap in a hundred long", 17, 4, (number, random) -> {
                    var script = Script.begin().after(150).burst(16);
                    return number % 7 == 3 ? script.after(90).token().end() : script.end();
                }));
    }

    private static List<Profile> bursts() {
        return List.of(
                watched("bursts of six in a frame", (number, random) -> {
                    var script = Script.begin().after(100);
                    for (var burst = 0; burst < 4; burst++) {
                        script.after(50).burst(6);
                    }
                    return script.end();
                }),
                watched("bursts of six frames", (number, random) -> {
                    var script = Script.begin().after(100);
                    for (var burst = 0; burst < 4; burst++) {
                        script.after(50).tokens(6, constant(0), random);
                    }
                    return script.end();
                }),
                Profile.of("a thousand tokens in full frames", 5, 2, (number, random) -> {
                    var script = Script.begin().after(100);
                    for (var frame = 0; frame < 63; frame++) {
                        script.after(frame % 30 == 20 ? 40 : 10).burst(16);
                    }
                    return script.end();
                }),
                watched(
                        "all tokens and the marker in one frame",
                        (number, random) -> Script.begin()
                                .after(220)
                                .burstWithMarker(12)
                                .reply()
                                .build()));
    }

    private static List<Profile> stalls() {
        return List.of(
                watched(
                        "a stall in the middle",
                        (number, random) -> stalled(random, 200)
                                .tokens(6, constant(10), random)
                                .end()),
                watched(
                        "a stall made up for in one burst",
                        (number, random) -> stalled(random, 200).burst(6).end()),
                watched(
                        "a stall before the last token",
                        (number, random) -> stalled(random, 200).token().end()),
                watched(
                        "a stall before the marker",
                        (number, random) -> stalled(random, 200).end()));
    }

    private static List<Profile> ends() {
        return List.of(
                watched(
                        "the reply long after the marker",
                        (number, random) ->
                                steady(random).marker().after(150).reply().build()),
                watched(
                        "the reply before any token",
                        (number, random) ->
                                steady(random).after(20).marker().build().replyingFirst()),
                Profile.of(
                        "the marker after the patience for it",
                        20,
                        1,
                        (number, random) ->
                                steady(random).reply().after(2150).marker().build()),
                watched("server's stamps", (number, random) -> {
                    var script = Script.begin().after(120);
                    for (var token = 0; token < 12; token++) {
                        var sentAgo = logNormal(20, 0.7).nextMs(random);
                        script.stamped(sentAgo + exponential(30).nextMs(random), sentAgo)
                                .after(10)
                                .token();
                    }
                    return script.end();
                }));
    }

    private static List<Profile> faults() {
        return List.of(
                watched("two tokens lost in every fifth answer", (number, random) -> {
                    if (number % 5 != 0) {
                        return steady(random).end();
                    }
                    return steady(random)
                            .after(10)
                            .lose()
                            .tokens(2, constant(10), random)
                            .after(10)
                            .lose()
                            .tokens(3, constant(10), random)
                            .fails("lost token", "lost token: first at index 8, 2 in all", AnomalyKind.LOST)
                            .end();
                }),
                watched(
                        "the first token lost",
                        (number, random) -> Script.begin()
                                .after(140)
                                .lose()
                                .tokens(7, constant(10), random)
                                .fails("lost token", "lost token: first at index 0", AnomalyKind.LOST)
                                .end()),
                watched(
                        "the last token lost",
                        (number, random) -> steady(random)
                                .after(10)
                                .lose()
                                .fails("lost token", "lost token: first at index 8", AnomalyKind.LOST)
                                .end()),
                watched(
                        "every token lost",
                        (number, random) -> Script.begin()
                                .after(140)
                                .lose()
                                .lose()
                                .fails("lost token", "lost token: first at index 0, 2 in all", AnomalyKind.LOST)
                                .end()),
                watched(
                        "tokens doubled between others",
                        (number, random) -> steady(random)
                                .after(7)
                                .again(7)
                                .after(7)
                                .again(3)
                                .after(7)
                                .token()
                                .tokens(4, constant(10), random)
                                .fails(
                                        "doubled token",
                                        "doubled token: first at index 7, 2 in all",
                                        AnomalyKind.DOUBLED)
                                .end()),
                watched(
                        "two tokens in the wrong order",
                        (number, random) -> steady(random)
                                .lose()
                                .tokens(1, constant(10), random)
                                .after(14)
                                .again(8)
                                .tokens(4, constant(10), random)
                                .fails(
                                        "reordered token",
                                        "reordered token: first at index 8 (came after 9)",
                                        AnomalyKind.REORDERED)
                                .end()),
                watched(
                        "a token behind the marker",
                        (number, random) -> steady(random)
                                .lose()
                                .marker()
                                .after(12)
                                .again(8)
                                .reply()
                                .fails(
                                        "after the marker",
                                        "after the marker: first at index 8",
                                        AnomalyKind.AFTER_MARKER)
                                .build()),
                watched("an error marker in mid-answer", (number, random) -> {
                    ScriptBuilder script = steady(random);
                    return number % 4 != 0
                            ? script.end()
                            : script.after(20)
                                    .errorMarker("node down")
                                    .reply()
                                    .fails("error marker", "error marker: node down")
                                    .build();
                }),
                watched(
                        "every other question refused",
                        (number, random) -> number % 2 == 0
                                ? steady(random).end()
                                : Script.begin()
                                        .after(20)
                                        .status(503)
                                        .fails("POST /api/run: status 503", "POST /api/run: status 503")
                                        .build()),
                Profile.of(
                                "a stall past the timeout",
                                10,
                                1,
                                (number, random) -> number % 2 == 0
                                        ? steady(random).end()
                                        : steady(random)
                                                .fails("POST /api/run: no reply", "POST /api/run: no reply")
                                                .build())
                        .with("answerTimeout", "0.6"),
                Profile.of(
                                "no marker",
                                10,
                                1,
                                (number, random) -> number % 2 == 0
                                        ? steady(random).end()
                                        : steady(random)
                                                .reply()
                                                .fails(
                                                        "no marker",
                                                        "no marker (8 tokens came), though the socket is open",
                                                        AnomalyKind.NO_MARKER)
                                                .build())
                        .with("answerTimeout", "0.6"));
    }

    /** Times that must not be in any figure, or only in one of several. */
    private static List<Profile> waits() {
        return List.of(
                watched("requests unread for a while", (number, random) -> even(random, constant(160), constant(10), 8))
                        .unreadFor(80),
                Profile.of(
                                "answers wait for a slot",
                                4,
                                5,
                                (number, random) -> even(random, constant(250), constant(5), 5))
                        .with("maxConcurrent", "2")
                        .with("think", "0.1"),
                watched("pauses between answers", (number, random) -> even(random, constant(100), constant(5), 5))
                        .with("think", "0.15"),
                Profile.of(
                                "tokens while the user is away",
                                10,
                                2,
                                (number, random) -> steady(random)
                                        .whileAway(5)
                                        .tokens(3, constant(20), random)
                                        .end())
                        .with("length", "16")
                        .leaving());
    }

    private static Profile watched(String name, Profile.ScriptSource scripts) {
        return Profile.of(name, 10, 2, scripts);
    }

    private static Profile alone(String name, Profile.ScriptSource scripts) {
        return Profile.of(name, 1, 20, scripts);
    }

    private static Script even(Random random, Delay ttft, Delay gap, int tokens) {
        return Script.begin()
                .after(ttft.nextMs(random))
                .token()
                .tokens(tokens - 1, gap, random)
                .end();
    }

    /** Eight tokens at an even pace. */
    private static ScriptBuilder steady(Random random) {
        return Script.begin().after(150).token().tokens(7, constant(10), random);
    }

    private static ScriptBuilder stalled(Random random, double ms) {
        return steady(random).after(ms);
    }
}
