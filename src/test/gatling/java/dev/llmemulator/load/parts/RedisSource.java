package dev.llmemulator.load.parts;
import dev.llmemulator.load.settings.*;
final class RedisSource implements Source {
    static final int USUAL_PORT = 6379;
    RedisSource(WatchTarget target, Trust trust) {}
    public void read(Reading into) throws java.io.IOException { throw new java.io.IOException("stub"); }
}
