package dev.llmemulator.needs;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** This run of the tests, as the names of its containers and networks begin, so that whoever started it can end them all. */
public final class TestRun {
    private static final String ID = id(System.getenv("TESTS_RUN"));

    private TestRun() {}

    /** A name in this run that no other call returns; letters, digits and hyphens. */
    public static String newName(String role) {
        return ("llm-emulator-tests-" + ID + "-" + role + "-" + random()).toLowerCase(Locale.ROOT);
    }

    private static String id(@Nullable String given) {
        return given == null || given.isEmpty() ? random() : given;
    }

    private static String random() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
