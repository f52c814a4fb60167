package dev.llmemulator.access;

import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys of a file, each a line {@code name:sha256} with the hash in hex. Empty lines and those that begin with
 * {@code #} do not count, and a name may have several keys. The file is read again soon after it has changed; while it
 * cannot be used, the keys from before stay.
 */
public final class ApiKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    private static final Pattern LINE = Pattern.compile("(?<name>[A-Za-z0-9._-]{1,64}):(?<hash>[0-9A-Fa-f]{64})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern IGNORED = Pattern.compile("\\s*(#.*)?");
    private static final int MOST_KEYS = 1_000;
    private static final long MOST_BYTES = 1024 * 1024;
    private static final int RANDOM_BYTES = 32;

    private final Path file;
    private final long lookEveryNs;
    private final AtomicLong nextLookNs;
    private volatile String version;
    private volatile List<Key> keys;

    private static final class Key {
        private final String name;
        private final byte[] hash;

        Key(String name, byte[] hash) {
            this.name = name;
            this.hash = hash;
        }
    }

    /**
     * A new key.
     *
     * @param key for the client; it is kept nowhere
     * @param line for the file
     */
    public record Made(String key, String line) {}

    /**
     * Reads the keys.
     *
     * @throws InvalidSettingException if the file cannot be read or has a line that is no key
     */
    ApiKeys(Path file, long lookEveryNs) {
        this.file = file;
        this.lookEveryNs = lookEveryNs;
        this.nextLookNs = new AtomicLong(System.nanoTime() + lookEveryNs);
        try {
            this.version = version(file);
            this.keys = read(file);
        } catch (IOException e) {
            throw new InvalidSettingException("The file of API_KEYS_FILE cannot be used: " + reason(e) + ".");
        }
    }

    /** Makes a key for a name; nothing if the name is not usable. */
    public static Optional<Made> make(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        var key = HexFormat.of().formatHex(bytes);
        return Optional.of(new Made(key, name + ":" + HexFormat.of().formatHex(sha256(key))));
    }

    /** The name of a key; nothing if it is none of those in the file. */
    Optional<String> nameOf(String key) {
        lookAgain();
        var hash = sha256(key);
        String name = null;
        // All of them, each in the same time, so that the time tells nothing about any.
        for (var known : keys) {
            if (MessageDigest.isEqual(known.hash, hash)) {
                name = known.name;
            }
        }
        return Optional.ofNullable(name);
    }

    private void lookAgain() {
        var now = System.nanoTime();
        var due = nextLookNs.get();
        if (now - due < 0 || !nextLookNs.compareAndSet(due, now + lookEveryNs)) {
            return;
        }
        var found = versionOrNone();
        if (found.equals(version)) {
            return;
        }
        version = found;
        try {
            keys = read(file);
            LOG.info("Read the API keys again. [keys={}]", keys.size());
        } catch (IOException e) {
            LOG.warn("The API keys stay as they were, for their file cannot be used. [cause={}]", reason(e));
        }
    }

    private String versionOrNone() {
        try {
            return version(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static String version(Path file) throws IOException {
        var is = Files.readAttributes(file, BasicFileAttributes.class);
        return is.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + is.size() + " " + is.fileKey();
    }

    private static List<Key> read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("it is larger than %d bytes".formatted(MOST_BYTES));
        }
        var read = new ArrayList<Key>();
        var number = 0;
        for (var line : lines(file)) {
            number++;
            var parts = LINE.matcher(line.strip());
            if (parts.matches()) {
                read.add(new Key(parts.group("name"), HexFormat.of().parseHex(parts.group("hash"))));
            } else if (!IGNORED.matcher(line).matches()) {
                // Without the line, which may be the key itself.
                throw new IOException("line %d is not name:sha256, with 64 hex digits".formatted(number));
            }
        }
        if (read.size() > MOST_KEYS) {
            throw new IOException("it has more than %d keys".formatted(MOST_KEYS));
        }
        return List.copyOf(read);
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            var text = Files.readString(file);
            // Some editors begin a file with a byte order mark.
            return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            throw new IOException("it is not in UTF-8", e);
        }
    }

    private static String reason(IOException e) {
        // Those of Java say only the path.
        return e.getClass() == IOException.class
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
