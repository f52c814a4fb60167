package dev.llmemulator.load.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording: CSV with a head, or JSON lines. It keeps what is to be replayed and nothing else, so a file may be
 * much larger than the memory.
 */
public final class RecordingReader {
    /** As many users as arrivals at a rate may have. */
    static final int MOST_REQUESTS = 1_000_000;

    private static final int MOST_TOKENS = 100_000;
    private static final int MOST_QUESTION_TOKENS = 10_000_000;
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    private static final Duration LONGEST_TTFT = Duration.ofMinutes(10);
    private static final Duration LONGEST_REPLAY = Duration.ofDays(1);
    private static final int LOOK_AHEAD = 4096;
    private static final int LONGEST_VALUE_SHOWN = 60;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .build();

    private final Selection selection;
    private final Random random;
    private final List<RecordedRequest> requests = new ArrayList<>();
    private @Nullable RecordingFormat format;
    private long earliestUs = Long.MAX_VALUE;
    private long latestUs = Long.MIN_VALUE;
    private long empty;
    private long reordered;

    private RecordingReader(Selection selection) {
        this.selection = selection;
        // Its sequence is specified, so that it is the same on every Java version. Neighbouring seeds are set far
        // apart.
        random = new Random(selection.seed() * 0x9E3779B97F4A7C15L);
    }

    /**
     * Reads what is to be replayed of a file.
     *
     * @throws RecordingException if the file cannot be read, or has a line that is no request, or more requests than a
     *     run can have
     */
    public static Recording read(Path file, Selection selection) {
        var reader = new RecordingReader(selection);
        try (var text = Files.newBufferedReader(file)) {
            if (isJson(text)) {
                reader.readJson(text);
            } else {
                reader.readCsv(text);
            }
        } catch (JsonProcessingException e) {
            var location = e.getLocation();
            var line = location == null ? 1 : location.getLineNr();
            throw new RecordingException("line %d is broken: %s".formatted(line, e.getOriginalMessage()), e);
        } catch (CharacterCodingException e) {
            throw new RecordingException("it is no text in UTF-8", e);
        } catch (IOException e) {
            throw new RecordingException("it cannot be read: " + e, e);
        }
        return reader.recording(String.valueOf(file.getFileName()));
    }

    private static boolean isJson(BufferedReader text) throws IOException {
        text.mark(LOOK_AHEAD);
        var first = text.read();
        for (var i = 1; i < LOOK_AHEAD && (Character.isWhitespace(first) || first == '\uFEFF'); i++) {
            first = text.read();
        }
        text.reset();
        if (first == '[') {
            throw new RecordingException(
                    "it is one JSON array; what can be read is JSON lines, an object for each request");
        }
        return first == '{';
    }

    private void readJson(BufferedReader text) throws IOException {
        try (MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(text)) {
            while (lines.hasNextValue()) {
                var line = lines.getParser().currentTokenLocation().getLineNr();
                var object = lines.nextValue();
                if (!object.isObject()) {
                    throw broken(line, "is no JSON object");
                }
                var columns = format;
                if (columns == null) {
                    var names = new ArrayList<String>();
                    object.fieldNames().forEachRemaining(names::add);
                    columns = formatOf(line, names);
                }
                add(line, columns, name -> {
                    var value = object.get(name);
                    return value == null || value.isNull() ? null : value.isArray() ? value.toString() : value.asText();
                });
            }
        }
    }

    private void readCsv(BufferedReader text) throws IOException {
        try (MappingIterator<String[]> lines = CSV.readerFor(String[].class).readValues(text)) {
            var columns = new HashMap<String, Integer>();
            var width = 0;
            var found = RecordingFormat.OWN;
            while (lines.hasNextValue()) {
                var cells = lines.nextValue();
                // Before a row is read, the parser is still at the one before it.
                var line = lines.getParser().currentTokenLocation().getLineNr();
                if (columns.isEmpty()) {
                    for (var i = 0; i < cells.length; i++) {
                        columns.put(cells[i].replace("\uFEFF", ""), i);
                    }
                    found = formatOf(line, columns.keySet());
                    width = cells.length;
                    continue;
                }
                if (cells.length != width) {
                    throw broken(line, "has %d values where the head has %d".formatted(cells.length, width));
                }
                add(line, found, name -> {
                    var column = columns.get(name);
                    return column == null ? null : cells[column];
                });
            }
        }
    }

    private RecordingFormat formatOf(long line, Collection<String> columns) {
        var found = RecordingFormat.of(columns)
                .orElseThrow(() -> broken(
                        line,
                        "has the names %s; those of a recording are %s"
                                .formatted(shown(String.join(", ", columns)), RecordingFormat.known())));
        format = found;
        return found;
    }

    private interface Row {
        @Nullable
        String value(String name);
    }

    private void add(long line, RecordingFormat columns, Row row) {
        var atUs = timeUs(line, columns, row);
        var questionTokens = number(line, columns.question, row.value(columns.question), 0, MOST_QUESTION_TOKENS);
        var tokens = number(line, columns.answer, required(line, columns.answer, row), 0, MOST_TOKENS);
        var told = seconds(line, RecordingFormat.DELAY, row, LONGEST_DELAY);
        var delay = told == null ? meanGap(line, row, tokens) : told;
        var ttft = seconds(line, RecordingFormat.TTFT, row, LONGEST_TTFT);
        earliestUs = Math.min(earliestUs, atUs);
        // Drawn for each line, so that what a run leaves out does not change what another one draws.
        var drawn = random.nextDouble() < selection.share();
        if (tokens == 0) {
            empty++;
            return;
        }
        // If an earlier request comes later in the file, the end moves to an earlier time as well.
        if (!drawn || isTooLate(atUs)) {
            return;
        }
        if (atUs < latestUs) {
            reordered++;
        }
        latestUs = Math.max(latestUs, atUs);
        if (requests.size() == MOST_REQUESTS) {
            throw new RecordingException(("it has more than the %,d requests that a run can replay; take fewer by"
                            + " -DtraceShare, or a shorter part by -Dduration")
                    .formatted(MOST_REQUESTS));
        }
        requests.add(new RecordedRequest(atUs, questionTokens, tokens, delay, ttft));
    }

    private boolean isTooLate(long atUs) {
        var during = selection.during();
        return during != null && (atUs - earliestUs) / selection.speed() >= during.toNanos() / 1e3;
    }

    private Recording recording(String name) {
        requests.removeIf(each -> isTooLate(each.atUs()));
        if (requests.isEmpty()) {
            throw new RecordingException(
                    format == null
                            ? "it is empty"
                            : "there is no request to replay: it has none with a token, or the share has none");
        }
        if (reordered > 0) {
            requests.sort(Comparator.comparingLong(RecordedRequest::atUs));
        }
        var startUs = requests.get(0).atUs();
        requests.replaceAll(each -> each.at(Math.round((each.atUs() - startUs) / selection.speed())));
        var recording = new Recording(name, Collections.unmodifiableList(requests), selection, empty, reordered);
        if (recording.seconds() > LONGEST_REPLAY.toSeconds()) {
            throw new RecordingException(
                    "its replay takes %.1f hours, and a run may take %d; take a higher -DtraceSpeed, or a part by -Dduration"
                            .formatted(recording.seconds() / 3600, LONGEST_REPLAY.toHours()));
        }
        return recording;
    }

    private static long timeUs(long line, RecordingFormat columns, Row row) {
        var text = required(line, columns.time, row);
        try {
            return columns.us(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new RecordingException(wrong(line, columns.time, text, columns.timeAccepted), e);
        }
    }

    private static String required(long line, String name, Row row) {
        var text = row.value(name);
        if (text == null) {
            throw broken(line, "has no \"%s\"".formatted(name));
        }
        return text;
    }

    private static int number(long line, String name, @Nullable String text, int least, int most) {
        if (text == null) {
            return least;
        }
        try {
            var number = Double.parseDouble(text);
            if (number >= least && number <= most && number == Math.rint(number)) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // The sentence below says what would be accepted.
        }
        throw new RecordingException(wrong(line, name, text, "a whole number from %d to %d".formatted(least, most)));
    }

    private static @Nullable Duration seconds(long line, String name, Row row, Duration longest) {
        var text = row.value(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            var seconds = Double.parseDouble(text);
            if (seconds >= 0 && seconds <= longest.toSeconds()) {
                return Duration.ofNanos(Math.round(seconds * 1e6) * 1000);
            }
        } catch (NumberFormatException e) {
            // The sentence below says what would be accepted.
        }
        throw new RecordingException(wrong(line, name, text, "a number of seconds from 0 to " + longest.toSeconds()));
    }

    /** The mean of the times between tokens; null if the recording does not tell them. An answer has one pace here. */
    private static @Nullable Duration meanGap(long line, Row row, int tokens) {
        var text = row.value(RecordingFormat.GAPS);
        var gaps = text == null ? "" : text.replaceAll("[\\[\\]]", "").strip();
        if (gaps.isEmpty()) {
            return null;
        }
        var sum = Duration.ZERO;
        var all = List.of(gaps.split("[,;\\s]+", -1));
        for (var each : all) {
            sum = sum.plus(Objects.requireNonNull(seconds(line, RecordingFormat.GAPS, any -> each, LONGEST_DELAY)));
        }
        if (all.size() != tokens - 1) {
            throw broken(line, "has %d gaps for %d tokens; there must be %d".formatted(all.size(), tokens, tokens - 1));
        }
        return sum.dividedBy(all.size());
    }

    private static String wrong(long line, String name, String text, String accepted) {
        return "line %d has the %s \"%s\"; it must be %s".formatted(line, name, shown(text), accepted);
    }

    private static RecordingException broken(long line, String what) {
        return new RecordingException("line %d %s".formatted(line, what));
    }

    private static String shown(String text) {
        var line = text.replaceAll("\\P{Print}", "?");
        return line.length() <= LONGEST_VALUE_SHOWN ? line : line.substring(0, LONGEST_VALUE_SHOWN) + "...";
    }
}
