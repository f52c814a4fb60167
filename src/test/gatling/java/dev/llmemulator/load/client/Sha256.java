package dev.llmemulator.load.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash of a text. Not the emulator's own code, so that an error in that one cannot hide from this check. */
public final class Sha256 {
    private Sha256() {}

    /** SHA-256 of a text's UTF-8, in lower-case hex. */
    public static String of(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
