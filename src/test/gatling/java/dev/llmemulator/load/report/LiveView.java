package dev.llmemulator.load.report;

/** A run that goes on, as the page of the summary shows it: {@code summary.json} with how far the run is. */
public final class LiveView {
    private LiveView() {}

    /**
     * What is known of a run that goes on, in one line.
     *
     * @param ownCpuMs the CPU time that all this takes in a second
     */
    public static String json(Summary summary, HowFar howFar, double ownCpuMs) {
        var tree = SummaryJson.tree(summary);
        tree.putObject("live")
                .put("phase", howFar.phase())
                .put("share", howFar.share())
                .put("seconds_left", howFar.secondsLeft())
                .put("cpu_ms_per_second", ownCpuMs);
        return tree.toString();
    }

    /** The last of a run: its {@code summary.json}, and the folder that has it. */
    public static String lastJson(Summary summary) {
        var tree = SummaryJson.tree(summary);
        var folder = summary.folder();
        tree.putObject("live")
                .put("folder", folder == null ? null : folder.toAbsolutePath().toString());
        return tree.toString();
    }

    /** The page that shows such a JSON, and each that follows. */
    public static String page(String json) {
        return SummaryHtml.live(json);
    }
}
