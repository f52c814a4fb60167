package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import org.jspecify.annotations.Nullable;

/**
 * What the publications of a backend mean. A part is null where the backend has none.
 *
 * @param textWhen when the text's pointer counts; null for always
 * @param snapshot whether each text is the whole so far, and not a piece
 * @param end null if the text itself says where it ends
 * @param answer tells the answer's publications from those of others
 * @param encoded whether data is a text that is JSON in itself
 */
public record PublicationRule(
        JsonPointer text,
        @Nullable Condition textWhen,
        boolean snapshot,
        @Nullable Condition end,
        @Nullable ErrorRule error,
        @Nullable JsonPointer index,
        @Nullable JsonPointer due,
        @Nullable JsonPointer sent,
        @Nullable Condition answer,
        boolean encoded) {}
