package dev.llmemulator.load.replay;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The formats of recordings: the names of their columns, and how they write a time. */
enum RecordingFormat {
    /** Our own. */
    OWN(List.of("time", "question_tokens", "tokens"), "a number of seconds", RecordingFormat::seconds),
    /** The LLM inference traces of the Azure Public Dataset, of 2023 and 2024. */
    AZURE(
            List.of("TIMESTAMP", "ContextTokens", "GeneratedTokens"),
            "a date and time like 2023-11-16 18:15:46.6805900 or 2024-05-10 00:00:00.009930+00:00",
            RecordingFormat::dateTime),
    /** BurstGPT, all of its releases. */
    BURST_GPT(
            List.of("Timestamp", "Request tokens", "Response tokens"), "a number of seconds", RecordingFormat::seconds),
    /** The traces of Mooncake, which other benchmarks of LLM servers read as well. */
    MOONCAKE(
            List.of("timestamp", "input_length", "output_length"),
            "a number of milliseconds",
            text -> seconds(text) / 1000);

    static final String DELAY = "delay";
    static final String TTFT = "ttft";
    static final String GAPS = "gaps";

    // Of years, so that a sum of two cannot overflow.
    private static final double MOST_SECONDS = 1e11;

    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("[' ']['T']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX]")
            .toFormatter();

    final String time;
    final String question;
    final String answer;

    /** How it writes a time, in words. */
    final String timeAccepted;

    // They read a text and keep nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ToLongFunction<String> microseconds;

    RecordingFormat(List<String> columns, String timeAccepted, ToLongFunction<String> microseconds) {
        time = columns.get(0);
        question = columns.get(1);
        answer = columns.get(2);
        this.timeAccepted = timeAccepted;
        this.microseconds = microseconds;
    }

    /**
     * The microseconds since whatever its times count from.
     *
     * @throws IllegalArgumentException or {@link java.time.DateTimeException} if the text is no such time
     */
    long us(String text) {
        return microseconds.applyAsLong(text);
    }

    /** The format that has these columns. */
    static Optional<RecordingFormat> of(Collection<String> columns) {
        return Arrays.stream(values())
                .filter(each -> columns.contains(each.time) && columns.contains(each.answer))
                .findFirst();
    }

    /** The columns of every format, in words. */
    static String known() {
        return Arrays.stream(values())
                .map(each -> String.join(", ", each.time, each.question, each.answer))
                .collect(Collectors.joining("; or "));
    }

    private static long seconds(String text) {
        var seconds = Double.parseDouble(text);
        if (!(Math.abs(seconds) <= MOST_SECONDS)) {
            throw new IllegalArgumentException(text);
        }
        return Math.round(seconds * 1e6);
    }

    private static long dateTime(String text) {
        // Asked for a time with an offset, the parser throws where there is none, which takes 50 us.
        var time = DATE_TIME.parse(text);
        var offset = time.isSupported(ChronoField.OFFSET_SECONDS) ? time.get(ChronoField.OFFSET_SECONDS) : 0;
        var local = LocalDateTime.from(time);
        return (local.toEpochSecond(ZoneOffset.UTC) - offset) * 1_000_000 + time.getLong(ChronoField.MICRO_OF_SECOND);
    }
}
