package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.client.FrameRest.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static final String TOKEN =
            "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":3,"
                    + "\"token\":\"w\u00f6rd \",\"due\":1763890000000000,\"sent\":1763890000000120},\"offset\":4}}}";

    private final HeardLines heard = new HeardLines();
    private final FrameReader reader = new FrameReader("session:a", "", heard);

    @Test
    void read_token_tellsAllOfIt() {
        assertThat(read(TOKEN)).isEqualTo(FrameRest.NOTHING);
        assertThat(heard.said).containsExactly("token session:a 3 'w\u00f6rd ' 4 1763890000000000 1763890000000120");
    }

    @Test
    void read_fieldsInAnotherOrderAndUnknownOnes_makesNoDifference() {
        read(
                "{\"push\":{\"x\":[1,{}],\"pub\":{\"offset\":4,\"tags\":{\"a\":\"b\"},\"data\":{\"sent\":2,\"token\":\"w \","
                        + "\"extra\":{\"type\":\"done\"},\"index\":3,\"due\":1,\"type\":\"token\"}},\"channel\":\"session:a\"}}");
        assertThat(heard.said).containsExactly("token session:a 3 'w ' 4 1 2");
    }

    @Test
    void read_severalLinesWithPing_tellsEachAndAsksForPong() {
        assertThat(read(TOKEN + "\n{}\n" + TOKEN)).isEqualTo(FrameRest.PING);
        assertThat(heard.said).hasSize(2);
    }

    @Test
    void read_markers_tellsThem() {
        read("{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"done\",\"tokens\":7,\"sha256\":\"ab\","
                + "\"due\":1,\"sent\":2},\"offset\":8}}}");
        read(
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"error\",\"tokens\":7,\"detail\":\"no\"},"
                        + "\"offset\":9}}}");
        assertThat(heard.said).containsExactly("marker session:a 7 ab 8", "error session:a 7+1 no 9");
    }

    @Test
    void read_recoveredPublications_belongToTheChannel() {
        read("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"xyz\",\"offset\":5,\"recovered\":true,"
                + "\"was_recovering\":true,\"publications\":[{\"data\":{\"type\":\"token\",\"index\":4,\"token\":\"a\"},"
                + "\"offset\":5},{\"data\":{\"type\":\"token\",\"index\":5,\"token\":\"b\"},\"offset\":6}]}}");
        assertThat(heard.said)
                .containsExactly(
                        "token session:a 4 'a' 5 0 0", "token session:a 5 'b' 6 0 0", "subscribed xyz true true");
    }

    @Test
    void read_recoveredPublicationThatIsNone_doesNotHideTheNext() {
        read(
                "{\"id\":2,\"subscribe\":{\"publications\":[5,[{}],{\"data\":{\"type\":\"token\",\"index\":99999999999999999999,"
                        + "\"token\":\"a\"},\"offset\":5},{\"data\":{\"type\":\"token\",\"index\":5,\"token\":\"b\"},\"offset\":6}]}}");
        assertThat(heard.said)
                .containsExactly(
                        "unreadable session:a a publication without data 0",
                        "unreadable session:a a publication without data 0",
                        "unreadable session:a a token without index or text 5",
                        "token session:a 5 'b' 6 0 0",
                        "subscribed  false false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[1]",
                "\u0000\u0001\u00ff",
                "{\"id\":0,\"connect\":{}}",
                "{\"id\":\"1\",\"connect\":{}}",
                "{\"connect\":{}}",
                "{\"push\":5}",
                "{\"id\":1,\"connect\":{}} {\"id\":2}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"tok",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":1}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":\"1\",\"token\":\"a\"}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"done\",\"tokens\":1}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":[]}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":4294967296,\"token\":\"a\"}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":9e99,\"token\":\"a\"}}}}",
                "{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":1,\"token\":\"a\"}}}",
            })
    void read_whatIsNoTokenAndNoMarker_isUnreadable(String frame) {
        read(frame);
        assertThat(heard.said).singleElement().asString().startsWith("unreadable session:a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"connect\":{\"client\":\"c\",\"ping\":25,\"pong\":true}}",
                "{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}",
                "{\"push\":{\"what\":\"comes in a later version\"}}",
                "{\"push\":{\"channel\":\"session:a\",\"join\":{\"info\":{}}}}",
                "",
            })
    void read_otherLines_saysNothing(String frame) {
        assertThat(read(frame).ping()).isFalse();
        assertThat(heard.said).isEmpty();
    }

    @Test
    void read_refusalAndEndOfSubscription_tellsThem() {
        assertThat(read("{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}"))
                .isEqualTo(FrameRest.reply(2, "103 permission denied"));
        read(
                "{\"push\":{\"channel\":\"session:a\",\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient\\n state\"}}}");
        read("{\"push\":{\"disconnect\":{\"code\":3010,\"reason\":\"insufficient state\"}}}");
        assertThat(heard.ofConnection)
                .containsExactly(
                        "refused 103 permission denied",
                        "unsubscribed session:a 2500 insufficient state",
                        "disconnected 3010 insufficient state");
        assertThat(heard.said).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7,\"connect\":{}}",
                "{\"id\": 7, \"connect\": {}}",
                "{ \"connect\" : { \"client\" : \"\\\"id\\\":9\" } , \"id\" : 7 }",
                "\t{\"error\":null,\"id\":7}",
            })
    void read_reply_isKnownHoweverItIsWritten(String line) {
        assertThat(read(line)).isEqualTo(FrameRest.reply(7, ""));
    }

    @Test
    void read_repliesAmongOtherLines_areAllKnown() {
        var rest = read(TOKEN + "\n{\"id\":1,\"connect\":{}}\n{ }\n{\"error\":{\"code\":109},\"id\":2}");
        assertThat(rest).isEqualTo(new FrameRest(true, List.of(new Reply(1, ""), new Reply(2, "109"))));
        assertThat(heard.said).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"heartbeat\"}",
                "{\"type\":5}",
                "{\"type\":null,\"index\":1,\"token\":\"a\"}",
                "{\"index\":1,\"token\":\"a\"}",
                "{}",
                "5",
                "null",
                "\"token\"",
                "[{\"type\":\"token\",\"index\":1,\"token\":\"a\"}]",
            })
    void read_publicationOfAnotherType_isSaidToBeJustThat(String data) {
        read("{\"push\":{\"channel\":\"session:a\",\"pub\":{\"data\":" + data + ",\"offset\":4}}}");
        assertThat(heard.said).containsExactly("other session:a 4");
    }

    private FrameRest read(String frame) {
        return reader.read(frame.getBytes(StandardCharsets.UTF_8));
    }
}
