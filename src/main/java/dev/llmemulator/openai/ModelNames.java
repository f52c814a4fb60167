package dev.llmemulator.openai;

import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which model is emulated for which name. Any name is taken, so that a backend need not be told other ones.
 *
 * @param defaults for names that mean nothing here
 * @param aliases the emulated model for each other name
 */
record ModelNames(Model defaults, Map<String, String> aliases) {
    Model named(String name) {
        return Models.named(aliases.getOrDefault(name, name)).orElse(defaults);
    }

    /** The names that mean something here. */
    Stream<String> all() {
        return Stream.concat(Models.names().stream(), aliases.keySet().stream().sorted())
                .distinct();
    }
}
