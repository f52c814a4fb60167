package dev.llmemulator.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Draws from a seed what a hostile mind would choose: parts of messages, and damage to them. */
public final class Mutator {
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "1e999999999999",
            "1e2147483648",
            "1e-2147483648",
            "-1e-999",
            "1e400",
            "0.1e1",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "4294967296",
            "2147483648",
            "1.7976931348623157e309",
            "0.00000000000000000000000001",
            "NaN",
            "Infinity",
            "+1",
            ".5",
            "1.",
            "01",
            "0x10",
            "1e",
            "1_000",
            "\u0661\u0662",
            "86400",
            "60",
            "100000",
            "9".repeat(2_000),
            "0." + "9".repeat(2_000));
    private static final List<String> OTHERS = List.of(
            "null",
            "true",
            "nul",
            "[]",
            "{}",
            "[1",
            "{\"a\":",
            "\"",
            "''",
            "/**/1",
            "//",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\t\"",
            "\"\u2028\"",
            "\"\ufeff\"",
            "\"\ud83d\ude00\"",
            "\"${jndi:x}\"",
            "\"%n%s\"",
            "\"<script>\"",
            "\"a\\r\\nHTTP/1.1 500\"",
            "[".repeat(3_000),
            "{\"a\":".repeat(1_500),
            "\"" + "x".repeat(9_000) + "\"");
    private static final byte[] BYTES =
            "\0\t\n\r \"'%&,-./0:;<=>?[\\]{}\u007f\u0080\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private final RandomGenerator random;

    /** Numbers that follow each other as seeds give results that have nothing in common. */
    public Mutator(long seed) {
        random = new SplittableRandom(seed);
    }

    /** True in one of so many cases. */
    public boolean oneIn(int cases) {
        return random.nextInt(cases) == 0;
    }

    /** A number from 0 to below the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The first in most cases, else one of the others. */
    @SafeVarargs
    public final <T> T mostly(T usual, T... others) {
        return oneIn(10) ? others[random.nextInt(others.length)] : usual;
    }

    /** A JSON value that is seldom what a program expects, and often no JSON. */
    public String value() {
        return switch (below(3)) {
            case 0 -> NUMBERS.get(below(NUMBERS.size()));
            case 1 -> OTHERS.get(below(OTHERS.size()));
            default -> "\"" + "y".repeat(below(130)) + "\"";
        };
    }

    /** The text in an encoding that is seldom another than UTF-8. */
    public byte[] encoded(String text) {
        Charset charset = oneIn(12)
                ? oneOf(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)
                : StandardCharsets.UTF_8;
        return text.getBytes(charset);
    }

    /** The same bytes with one to four damages: bytes changed, put in, cut out, moved, or said twice. */
    public byte[] damaged(byte[] bytes) {
        var damaged = bytes;
        for (var i = 0; i <= below(4); i++) {
            damaged = damagedOnce(damaged);
        }
        return damaged;
    }

    private byte[] damagedOnce(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {anyByte()};
        }
        var from = below(bytes.length);
        var to = Math.min(bytes.length, from + 1 + below(oneIn(4) ? bytes.length : 8));
        var before = Arrays.copyOf(bytes, from);
        var between = Arrays.copyOfRange(bytes, from, to);
        var after = Arrays.copyOfRange(bytes, to, bytes.length);
        return switch (below(7)) {
            case 0 -> joined(before, after);
            case 1 -> joined(before, between, between, after);
            case 2 -> before;
            case 3 -> joined(after, between, before);
            case 4 -> joined(before, new byte[] {anyByte()}, between, after);
            case 5 -> {
                between[0] ^= (byte) (1 << below(8));
                yield joined(before, between, after);
            }
            default -> {
                between[between.length - 1] = anyByte();
                yield joined(before, between, after);
            }
        };
    }

    private byte anyByte() {
        return oneIn(3) ? (byte) below(256) : BYTES[below(BYTES.length)];
    }

    static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
