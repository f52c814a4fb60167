package dev.llmemulator.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** An event in which only one string changes from token to token, encoded once but for that. */
final class Template {
    private final byte[] before;
    private final byte[] after;

    /** @param field the last one of this name is the one that changes; it has to be empty */
    Template(byte[] event, String field) {
        var text = new String(event, StandardCharsets.UTF_8);
        var place = "\"%s\":\"".formatted(field);
        var at = text.lastIndexOf(place + '"') + place.length();
        before = text.substring(0, at).getBytes(StandardCharsets.UTF_8);
        after = text.substring(at).getBytes(StandardCharsets.UTF_8);
    }

    byte[] with(String text) {
        return Wording.joined(before, JsonStringEncoder.getInstance().quoteAsUTF8(text), after);
    }
}
