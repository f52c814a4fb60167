package dev.llmemulator.load.report;

import dev.llmemulator.load.target.Profile;
import java.util.ArrayList;
import java.util.List;

/** What a run can prove and measure where answers do not come in our own format, and what not and why. */
public record Proof(List<String> proved, List<String> notProved) {
    /**
     * What is known of a run.
     *
     * @param clockKnown whether the emulator's clock can be compared with ours
     * @param timed whether tokens came with the time at which they were sent
     */
    public static Proof of(Profile profile, boolean clockKnown, boolean timed) {
        var proved = new ArrayList<String>();
        var notProved = new ArrayList<String>();
        addTokens(profile, proved, notProved);
        if (timed) {
            proved.add("time from LLM to browser");
        } else {
            notProved.add("time from LLM to browser (%s)"
                    .formatted(
                            !profile.traced() && profile.publications().sent() == null
                                    ? "neither traced text nor publications.sent"
                                    : clockKnown
                                            ? "no token came with its time"
                                            : "the emulator's clock cannot be compared with ours; emulator_url, or"
                                                    + " -DsameClock=true on one machine"));
        }
        if (profile.publications().due() == null) {
            notProved.add("how late tokens were (publications do not say when they were due)");
        }
        if (!profile.saysWhichAnswer()) {
            notProved.add("answer / ideal (the LLM is not told how long and how fast the answer shall be)");
        }
        return new Proof(List.copyOf(proved), List.copyOf(notProved));
    }

    /**
     * What is known of a run whose answers came in traced text, as event streams.
     *
     * @param clockKnown as above
     */
    static Proof ofEventStream(boolean clockKnown) {
        var time = "time from LLM to browser";
        var tokens = "each token of the LLM once, in order, unaltered, nobody else's (traced text)";
        var due = "how late tokens were (an event stream does not say when they were due)";
        return clockKnown
                ? new Proof(List.of(tokens, time), List.of(due))
                : new Proof(
                        List.of(tokens),
                        List.of(time + " (the emulator's clock cannot be compared with ours: -DsameClock)", due));
    }

    /** What is known of a run whose answers came as event streams of a server that is no emulator. */
    static Proof ofForeignStream() {
        return new Proof(
                List.of("the end of each stream came"),
                List.of(
                        "each token of the LLM once, in order, unaltered, nobody else's (-Dtraced=false)",
                        "how many tokens a chunk has (each counts as one here)",
                        "time from LLM to browser, how late tokens were, answer / ideal (-Dtraced=false)"));
    }

    private static void addTokens(Profile profile, List<String> proved, List<String> notProved) {
        var pieces = profile.publications().index() != null;
        var reply = profile.reply();
        if (profile.traced()) {
            proved.add("each token of the LLM once, in order, unaltered, nobody else's (traced text)");
        } else {
            notProved.add("each token of the LLM once, in order, unaltered, nobody else's (%s)"
                    .formatted(profile.directives() ? "question.traced = false" : "question.directives = false"));
            if (pieces) {
                proved.add("no publication lost, doubled or reordered, up to the last that came (publications.index)");
            } else {
                notProved.add(
                        "no publication lost, doubled or reordered (no publications.index; only offsets, where the"
                                + " channel has a history)");
            }
        }
        if (reply.text() != null || reply.sha256() != null) {
            proved.add("the text is the reply's (ask.reply.%s)".formatted(reply.text() != null ? "text" : "sha256"));
        }
        if (profile.publications().end() == null) {
            proved.add("the end came (traced text)");
        } else {
            proved.add("the end came (publications.end)");
        }
    }
}
