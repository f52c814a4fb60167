package dev.llmemulator.load.measure;

import java.util.List;

/**
 * How a run went: its intervals one after the other, from the start of the first answer on.
 *
 * @param lengthSeconds of each interval; the last one may have been cut short by the end of the run
 * @param intervals those without anything in them included
 */
public record OverTime(long lengthSeconds, List<Interval> intervals) {}
