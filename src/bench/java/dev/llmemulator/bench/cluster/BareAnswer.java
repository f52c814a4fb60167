package dev.llmemulator.bench.cluster;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.load.client.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One channel's answers for ever, each of the same 100 tokens and a marker, in the emulator's format: what is published
 * next. The text is made beforehand, so that publishing is all that is left.
 */
public final class BareAnswer {
    private static final Answer ANSWER = new Answer(100, Duration.ZERO, Duration.ZERO, 1);
    private static final List<String> TOKENS = new ArrayList<>();
    private static final String SHA256 = Sha256.of(ANSWER.text());

    static {
        ANSWER.tokens().forEachRemaining(TOKENS::add);
    }

    private final String channel;
    private String epoch = "";
    private int index;

    public BareAnswer(String channel) {
        this.channel = channel;
    }

    /** Whether the last answer is complete. */
    public boolean isAtEnd() {
        return index == 0;
    }

    /** Adds the parameters of the next publication, due and sent now, in microseconds since the Unix epoch. */
    public void appendNext(StringBuilder json, long nowUs) {
        if (index == 0) {
            epoch = UUID.randomUUID().toString();
        }
        json.append("{\"channel\":\"").append(channel).append("\",\"data\":{\"type\":");
        if (index < TOKENS.size()) {
            json.append("\"token\",\"index\":").append(index).append(",\"token\":\"");
            json.append(TOKENS.get(index));
        } else {
            json.append("\"done\",\"tokens\":").append(TOKENS.size()).append(",\"sha256\":\"");
            json.append(SHA256);
        }
        json.append("\",\"due\":").append(nowUs).append(",\"sent\":").append(nowUs);
        json.append("},\"version\":").append(index + 1).append(",\"version_epoch\":\"");
        json.append(epoch).append("\"}");
        index = index < TOKENS.size() ? index + 1 : 0;
    }
}
