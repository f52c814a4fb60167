package dev.llmemulator.load.run;

import dev.llmemulator.load.target.Secrets;
import dev.llmemulator.load.target.Trace;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one user and a backend said, a few lines each, for people. No secret is in it. */
final class TraceLog implements Trace {
    static final String LEGEND = "> sent, < received, = what the profile makes of it, ! what does not fit";

    private static final int MOST_CHARACTERS = 2_000;

    private final Secrets secrets;
    private final Consumer<String> out;
    private @Nullable String advice;

    TraceLog(Secrets secrets, Consumer<String> out) {
        this.secrets = secrets;
        this.out = out;
    }

    @Override
    public synchronized void note(Kind kind, String line) {
        var safe = switch (kind) {
            case SENT, REPLY -> secrets.hideNamed(line);
            default -> secrets.hide(line);
        };
        if (kind == Kind.ADVICE) {
            advice = safe;
        }
        var mark = switch (kind) {
            case SENT -> "> ";
            case REPLY, RECEIVED -> "< ";
            case READ -> "  = ";
            case ADVICE -> "! ";
        };
        var shown = safe.length() > MOST_CHARACTERS ? safe.substring(0, MOST_CHARACTERS) + " …" : safe;
        out.accept(mark + shown.replaceAll("\\p{Cntrl}&&[^\\n]", "?").replace("\n", "\n" + " ".repeat(mark.length())));
    }

    /** What does not fit, as it was said last; null if nothing is known. */
    synchronized @Nullable String advice() {
        return advice;
    }
}
