package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    /** The server's wish, and up to a second more, which doubles each time; but never more than 20 s. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            1, 0, 1, 2
            0, 0, 0, 1
            1, 1, 1, 3
            1, 3, 1, 9
            5, 0, 5, 6
            1, 60, 1, 20
            3600, 0, 20, 20
            """)
    void afterRefusal_isFromTheWishOfTheServerToMore(long wanted, int refusals, long least, long most) {
        var random = new Random(1);
        var delays = LongStream.range(0, 2_000)
                .map(i -> Backoff.afterRefusal(Duration.ofSeconds(wanted), refusals, random)
                        .toMillis())
                .summaryStatistics();
        assertThat(delays.getMin()).isBetween(least * 1_000, least * 1_000 + (most - least) * 10);
        assertThat(delays.getMax()).isBetween(most * 1_000 - (most - least) * 10, most * 1_000);
    }
}
