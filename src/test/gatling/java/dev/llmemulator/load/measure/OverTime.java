package dev.llmemulator.load.measure;

import java.util.List;

/**
 * How a run went over time: its intervals in order, from the start of the first answer.
 *
 * @param lengthSeconds the length of each interval; the end of the run may have cut the last one short
 * @param intervals all of them, empty ones included
 */
public record OverTime(long lengthSeconds, List<Interval> intervals) {}
