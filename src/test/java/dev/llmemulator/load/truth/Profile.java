package dev.llmemulator.load.truth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A load with known delays and faults.
 *
 * @param unreadMs how long a request lies in the socket before it is read
 * @param leaves whether users drop their connection in mid-answer and come back
 * @param settings of the load test, beside users and cycles
 */
record Profile(
        String name,
        int users,
        int cycles,
        long unreadMs,
        boolean leaves,
        Map<String, String> settings,
        ScriptSource scripts) {
    private static final long SEED = 20_261_124;

    /** Makes the scripts of a profile. */
    interface ScriptSource {
        /**
         * The script of an answer.
         *
         * @param number counts the answers of the profile from 0
         * @param random the same for the same number, whenever it is asked
         */
        Script script(int number, Random random);
    }

    static Profile of(String name, int users, int cycles, ScriptSource scripts) {
        return new Profile(name, users, cycles, 0, false, Map.of(), scripts);
    }

    Profile with(String setting, String value) {
        var more = new HashMap<String, String>(settings);
        more.put(setting, value);
        return new Profile(name, users, cycles, unreadMs, leaves, more, scripts);
    }

    Profile unreadFor(long ms) {
        return new Profile(name, users, cycles, ms, leaves, settings, scripts);
    }

    Profile leaving() {
        return new Profile(name, users, cycles, unreadMs, true, settings, scripts);
    }

    int answers() {
        return users * cycles;
    }

    /** The scripts of all answers, in the order in which they are asked for. */
    List<Script> allScripts() {
        return IntStream.range(0, answers())
                .mapToObj(number -> scripts.script(number, new Random(SEED + 1_000_003L * number)))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
