package dev.llmemulator.settings;

/**
 * What the GraphQL API of the emulator needs to know.
 *
 * @param introspection whether clients may ask for the schema
 * @param streamBuffer how many bytes of a stream may wait for its client
 */
public record GraphQlSettings(boolean introspection, int streamBuffer) {
    static GraphQlSettings from(SettingValues values) {
        return new GraphQlSettings(
                values.get(EmulatorOptions.GRAPHQL_INTROSPECTION), values.get(EmulatorOptions.STREAM_BUFFER));
    }
}
