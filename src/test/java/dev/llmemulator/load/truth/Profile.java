package dev.llmemulator.load.truth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A load with known delays and faults.
 *
 * @param unreadMs how long a request lies in the socket before it is read
 * @param leaves whether users drop their connection in mid-answer and come back
 * @param settings of the load test, with users and cycles
 * @param writer writes the script of an answer
 */
record Profile(
        String name,
        int users,
        int cycles,
        long unreadMs,
        boolean leaves,
        Map<String, String> settings,
        Consumer<Script> writer) {
    private static final long SEED = 20_261_124;

    static Profile of(String name, int users, int cycles, Consumer<Script> writer) {
        var settings = Map.of("clients", String.valueOf(users), "cycles", String.valueOf(cycles));
        return new Profile(name, users, cycles, 0, false, settings, writer);
    }

    Profile with(String setting, String value) {
        var more = new HashMap<String, String>(settings);
        more.put(setting, value);
        return new Profile(name, users, cycles, unreadMs, leaves, more, writer);
    }

    Profile unreadFor(long ms) {
        return new Profile(name, users, cycles, ms, leaves, settings, writer);
    }

    Profile leaving() {
        return new Profile(name, users, cycles, unreadMs, true, settings, writer);
    }

    /** The settings, so that users ask for what they get; where the lengths differ, a model is said to draw them. */
    Map<String, String> asked() {
        var asked = new HashMap<String, String>(settings);
        var lengths = scripts().stream().map(Script::total).distinct().toList();
        if (lengths.size() == 1) {
            asked.put("length", String.valueOf(lengths.get(0)));
            // Shorter than every answer.
            asked.put("ttft", "0.01");
            asked.put("delay", "0.0001");
        } else {
            asked.put("model", "chat");
        }
        return asked;
    }

    int answers() {
        return users * cycles;
    }

    /** The scripts of all answers, in the order in which they are asked for. */
    List<Script> scripts() {
        return IntStream.range(0, answers()).mapToObj(this::script).toList();
    }

    private Script script(int number) {
        var script = new Script(number, new Random(SEED + 1_000_003L * number));
        writer.accept(script);
        return script;
    }

    @Override
    public String toString() {
        return name;
    }
}
