package dev.llmemulator.load.measure;

import java.util.List;

/** How a run went over time: its intervals in order from the first answer on, each of a length in seconds. */
public record OverTime(long lengthSeconds, List<Interval> intervals) {}
