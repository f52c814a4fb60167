package dev.llmemulator.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader by shape and the JSON reader have to say the same of every line. */
@Timeout(60)
class TokenLineTest {
    private static final String CHANNEL = FrameFuzz.CHANNEL;
    private static final String LINE =
            "{\"push\":{\"channel\":\"session:a-1\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":3,\"token\":\"dolore, \","
                    + "\"due\":1795511058565821,\"sent\":1795511058565889},\"offset\":4,\"version\":4}}}";
    private static final int FRAMES = 20_000;

    private final TokenLine tokenLine = new TokenLine(CHANNEL, "");
    private final Random random = new Random(11);

    @Test
    void read_usualLine_knowsItsShape() {
        assertThat(tokenLine.read(utf8(LINE), 0)).isEqualTo(LINE.length());
        assertThat(tokenLine.index()).isEqualTo(3);
        assertThat(tokenLine.text()).isEqualTo("dolore, ");
        assertThat(tokenLine.stamps()).isEqualTo(new Stamps(1795511058565821L, 1795511058565889L));
        assertThat(tokenLine.offset()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"version\":4/",
                "821,\"sent\":1795511058565889/821,\"sent\":1795511058565889,\"answer\":\"b-7\"",
                "889}/889,\"answer\":\"\",\"model\":\"chat\",\"tries\":2}",
                ",\"version\":4/,\"epoch\":\"x\",\"version\":4",
                ",\"version\":4/,\"version\":\"4\"",
            })
    void read_fewerOrFurtherFields_stillKnowsItsShape(String change) {
        var parts = change.split("/", -1);
        var line = LINE.replace(parts[0], parts[1]);
        assertThat(tokenLine.read(utf8(line), 0)).isEqualTo(line.length());
        assertThat(tokenLine.text()).isEqualTo("dolore, ");
        assertThat(tokenLine.stamps()).isEqualTo(new Stamps(1795511058565821L, 1795511058565889L));
        assertThat(tokenLine.offset()).isEqualTo(4);
    }

    @Test
    void read_emptyText_isAToken() {
        var line = LINE.replace("dolore, ", "");
        assertThat(tokenLine.read(utf8(line), 0)).isEqualTo(line.length());
        assertThat(tokenLine.text()).isEmpty();
    }

    /** A field that the emulator adds to a token must not quietly cost ten times as much to read. */
    @ParameterizedTest
    @ValueSource(strings = {"", WireLines.ANSWER})
    void read_tokensOfTheRealEmulator_neverTakesTheSlowWay(String answer) throws Exception {
        var lines = WireLines.ofAnswer(50, 7).stream()
                .filter(line -> line.contains("\"type\":\"token\""))
                .toList();
        assertThat(lines)
                .hasSize(50)
                .allSatisfy(line -> assertThat(new TokenLine(WireLines.CHANNEL, answer).read(utf8(line), 0))
                        .isEqualTo(line.length()));
    }

    @Test
    void read_lineAmongOthers_endsWithIt() {
        byte[] frame = utf8("{}\n" + LINE + "\n{}");
        assertThat(tokenLine.read(frame, 3)).isEqualTo(3 + LINE.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "session:a-1/session:a-2",
                "\"token\",\"index\"/\"token\", \"index\"",
                "\"index\":3/\"index\":03",
                "\"index\":3/\"index\":-3",
                "\"index\":3/\"index\":3.0",
                "\"index\":3/\"index\":3e0",
                "\"index\":3/\"index\":\"3\"",
                "\"index\":3/\"index\":2147483648",
                "\"index\":3/\"index\":1234567890123456789",
                "dolore/dol\\u006fre",
                "dolore/dol\\\"re",
                "dolore/dol\u00f6re",
                "dolore/dol\tre",
                "889}/889,\"due\":1}",
                "889}/889,\"extra\":{}}",
                "889}/889,\"extra\":1.5}",
                "889}/889,\"ex\\u0074ra\":1}",
                "889}/889,\"extra\":\"\\n\"}",
                "889}/889,}",
                ",\"version\":4/,\"offset\":5",
                ",\"version\":4/,\"data\":5",
                ",\"version\":4/,\"version\":-4",
                "4}}}/4}}} ",
                "4}}}/4}}}}",
                "4}}}/4}}",
            })
    void read_anyOtherShape_leavesItToTheParser(String change) {
        var parts = change.split("/", -1);
        assertThat(tokenLine.read(utf8(LINE.replace(parts[0], parts[1])), 0)).isNegative();
    }

    /** Of another answer, or perhaps so: which field counts, the parser says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"answer\":\"b-8\"",
                ",\"answer\":\"b-\"",
                ",\"answer\":\"b-77\"",
                ",\"answer\":7",
                ",\"answer\":\"b-7\",\"answer\":\"b-8\"",
                ",\"model\":\"chat\",\"answer\":\"b-8\"",
            })
    void read_anotherAnswer_leavesItToTheParser(String further) {
        var line = LINE.replace("889}", "889" + further + "}");
        assertThat(new TokenLine(CHANNEL, WireLines.ANSWER).read(utf8(line), 0)).isNegative();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WireLines.ANSWER})
    void read_anythingAtAll_saysWhatTheJsonReaderSays(String answer) {
        for (var round = 0; round < FRAMES; round++) {
            var frame = frame();
            assertThat(FrameFuzz.fault(frame, answer)).isEmpty();
        }
    }

    private byte[] frame() {
        var frame = new ByteArrayOutputStream();
        var lines = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1;
        for (var line = 0; line < lines; line++) {
            if (line > 0) {
                frame.write('\n');
            }
            byte[] bytes = utf8(line());
            if (bytes.length > 0 && random.nextInt(4) == 0) {
                spoil(bytes);
            }
            var length = random.nextInt(20) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            frame.write(bytes, 0, length);
        }
        return frame.toByteArray();
    }

    // One byte of it becomes another; no line break, which would make it two lines.
    private void spoil(byte[] line) {
        var likely = "\"\\{}[]:,0123456789 eE.-+\t\u00f6";
        line[random.nextInt(line.length)] = random.nextBoolean()
                ? (byte) likely.charAt(random.nextInt(likely.length()))
                : (byte) (' ' + random.nextInt(256 - ' '));
    }

    private String line() {
        return switch (random.nextInt(12)) {
            case 0 -> "{}";
            case 1 ->
                "{\"id\":2,\"subscribe\":{\"epoch\":\"x\",\"publications\":[{\"data\":" + data() + ",\"offset\":5}]}}";
            case 2 -> "";
            case 3, 4, 5, 6 -> LINE;
            default -> push();
        };
    }

    private String push() {
        var channel = "\"channel\":\"" + (random.nextInt(8) == 0 ? "session:other" : CHANNEL) + "\"";
        var pub = "\"pub\":{" + shuffled(pubFields()) + "}";
        return "{\"push\":{" + (random.nextInt(8) == 0 ? pub + "," + channel : channel + "," + pub) + "}}";
    }

    private List<String> pubFields() {
        var fields = new ArrayList<String>(List.of("\"data\":" + data()));
        if (random.nextInt(8) > 0) {
            fields.add("\"offset\":" + number());
        }
        if (random.nextInt(8) == 0) {
            fields.add("\"epoch\":\"fuZRccDD\"");
        }
        if (random.nextInt(4) > 0) {
            fields.add("\"version\":" + number());
        }
        if (random.nextInt(8) == 0) {
            fields.add(further());
        }
        return fields;
    }

    private String data() {
        var fields = new ArrayList<String>(List.of(
                "\"type\":\"" + (random.nextInt(8) == 0 ? "done" : "token") + "\"",
                "\"index\":" + number(),
                "\"token\":\"" + text() + "\"",
                "\"due\":" + number(),
                "\"sent\":" + number()));
        if (random.nextInt(8) == 0) {
            fields.add(random.nextInt(fields.size()), "\"extra\":{\"type\":[1,\"x\"]}");
        }
        if (random.nextInt(3) == 0) {
            fields.add(further());
        }
        if (random.nextInt(8) == 0) {
            fields.remove(random.nextInt(fields.size()));
        }
        return "{" + shuffled(fields) + "}";
    }

    private String further() {
        var names = List.of("answer", "model", "", "due", "sent", "type", "index", "token", "tokens", "data", "offset");
        var name = names.get(random.nextInt(4) == 0 ? random.nextInt(names.size()) : 0);
        var text = random.nextBoolean() ? WireLines.ANSWER : text();
        var value = random.nextInt(3) == 0 ? number() : "\"" + text + "\"";
        return "\"" + name + "\":" + (random.nextInt(12) == 0 ? "{\"a\":[" + value + "]}" : value);
    }

    private String shuffled(List<String> fields) {
        var order = new ArrayList<String>(fields);
        if (random.nextInt(6) == 0) {
            Collections.shuffle(order, random);
        }
        return String.join(random.nextInt(10) == 0 ? " , " : ",", order);
    }

    private String number() {
        return switch (random.nextInt(12)) {
            case 0 -> "0";
            case 1 -> String.valueOf(random.nextLong());
            case 2 -> "00" + random.nextInt(100);
            case 3 -> random.nextInt(100) + ".5";
            case 4 -> String.valueOf(1_000_000_000_000_000_000L + random.nextInt());
            default -> String.valueOf(random.nextInt(100_000));
        };
    }

    private String text() {
        return switch (random.nextInt(10)) {
            case 0 -> "";
            case 1 -> "w\u00f6rd ";
            case 2 -> "a\\\"b\\u00e4\\\\ ";
            case 3 -> "\ud83d\ude00 \u007f";
            default -> "word" + random.nextInt(1000) + ", ";
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
