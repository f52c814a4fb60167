package dev.llmemulator;

/** The version of this build. */
final class Version {
    private Version() {}

    /** From the jar's manifest; {@code development} when run from compiled classes. */
    static String current() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
