package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final String TOKEN =
            "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":3,"
                    + "\"token\":\"w\u00f6rd \",\"due\":1763890000000000,\"sent\":1763890000000120},\"offset\":4}}}";

    private final Heard heard = new Heard();
    private final FrameReader reader = new FrameReader("session:a", heard);

    @Test
    void read_token_tellsAllOfIt() {
        assertThat(reader.read(TOKEN)).isFalse();
        assertThat(heard.said).containsExactly("token session:a 3 'w\u00f6rd ' 4 1763890000000000 1763890000000120");
    }

    @Test
    void read_fieldsInAnotherOrderAndUnknownOnes_makesNoDifference() {
        reader.read(
                "{\"push\":{\"x\":[1,{}],\"pub\":{\"offset\":4,\"tags\":{\"a\":\"b\"},\"data\":{\"sent\":2,\"token\":\"w \","
                        + "\"extra\":{\"type\":\"done\"},\"index\":3,\"due\":1,\"type\":\"token\"}},\"channel\":\"session:a\"}}");
        assertThat(heard.said).containsExactly("token session:a 3 'w ' 4 1 2");
    }

    @Test
    void read_severalLinesWithPing_tellsEachAndAsksForPong() {
        assertThat(reader.read(TOKEN + "\n{}\n" + TOKEN)).isTrue();
        assertThat(heard.said).hasSize(2);
    }

    @Test
    void read_markers_tellsThem() {
        reader.read(
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"done\",\"tokens\":7,\"sha256\":\"ab\","
                        + "\"due\":1,\"sent\":2},\"offset\":8}}}");
        reader.read(
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"error\",\"tokens\":7,\"detail\":\"no\"},"
                        + "\"offset\":9}}}");
        assertThat(heard.said).containsExactly("marker session:a 7 ab 8", "error session:a 7 no 9");
    }

    @Test
    void read_recoveredPublications_belongToTheChannel() {
        reader.read("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"xyz\",\"offset\":5,\"recovered\":true,"
                + "\"was_recovering\":true,\"publications\":[{\"data\":{\"type\":\"token\",\"index\":4,\"token\":\"a\"},"
                + "\"offset\":5},{\"data\":{\"type\":\"token\",\"index\":5,\"token\":\"b\"},\"offset\":6}]}}");
        assertThat(heard.said)
                .containsExactly(
                        "token session:a 4 'a' 5 0 0", "token session:a 5 'b' 6 0 0", "subscribed xyz true true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[1]",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"tok",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":5}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":1}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":\"1\",\"token\":\"a\"}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"done\",\"tokens\":1}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":[]}}",
            })
    void read_whatIsNoTokenAndNoMarker_isUnreadable(String frame) {
        reader.read(frame);
        assertThat(heard.said).singleElement().asString().startsWith("unreadable session:a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"connect\":{\"client\":\"c\",\"ping\":25,\"pong\":true}}",
                "{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}",
                "{\"push\":{\"channel\":\"session:a\",\"join\":{\"info\":{}}}}",
                "",
            })
    void read_otherLines_saysNothing(String frame) {
        assertThat(reader.read(frame)).isFalse();
        assertThat(heard.said).isEmpty();
    }

    /** Writes down what it hears. */
    private static final class Heard implements FrameListener {

        final List<String> said = new ArrayList<>();

        @Override
        public void onToken(String channel, int index, String text, long offset, long dueUs, long sentUs) {
            said.add("token " + channel + " " + index + " '" + text + "' " + offset + " " + dueUs + " " + sentUs);
        }

        @Override
        public void onMarker(String channel, int tokens, String sha256, long offset, long dueUs, long sentUs) {
            said.add("marker " + channel + " " + tokens + " " + sha256 + " " + offset);
        }

        @Override
        public void onErrorMarker(String channel, int tokens, String detail, long offset) {
            said.add("error " + channel + " " + tokens + " " + detail + " " + offset);
        }

        @Override
        public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
            said.add("subscribed " + epoch + " " + wasRecovering + " " + recovered);
        }

        @Override
        public void onUnreadable(String channel, String detail) {
            said.add("unreadable " + channel + " " + detail);
        }
    }
}
