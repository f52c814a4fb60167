package dev.llmemulator.standin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/** The few pieces of JSON that several messages share. */
final class Json {
    private Json() {}

    /** The text as a JSON string, with its quotes. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }

    /** {@code "publications":[…]}. */
    static void appendPublications(StringBuilder json, List<Publication> publications) {
        json.append("\"publications\":[");
        for (int i = 0; i < publications.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            publications.get(i).appendTo(json);
        }
        json.append(']');
    }

    /** {@code "expires":true,"ttl":60,}, in seconds since the Unix epoch and until then; nothing when it never expires. */
    static String expiry(long expiresAt, long nowSeconds) {
        if (expiresAt == 0) {
            return "";
        }
        long ttl = expiresAt - nowSeconds;
        return "\"expires\":true," + (ttl > 0 ? "\"ttl\":" + ttl + "," : "");
    }

    /** JSON text without line breaks, which separate the messages of a frame; inside strings there can be none. */
    static String withoutLineBreaks(String json) {
        return json.indexOf('\n') < 0 ? json : json.replace("\n", "");
    }
}
