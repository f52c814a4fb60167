package dev.llmemulator.load.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation found out beyond the figures that every run has.
 *
 * @param headline what the run was, in place of its answers and tokens; null where these tell it
 * @param sentence for anybody
 * @param facts for the console and all files
 * @param details for the files only
 * @param numbers for programs; null for one that could not be told
 * @param samples values over time, each with its second
 * @param refused questions that were refused, which is no failure of this run
 * @param criteria that the run has to meet as well
 */
public record Observation(
        @Nullable String headline,
        String sentence,
        Map<String, String> facts,
        Map<String, String> details,
        Map<String, @Nullable Double> numbers,
        List<Map<String, Double>> samples,
        long refused,
        List<Verdict.Criterion> criteria) {}
