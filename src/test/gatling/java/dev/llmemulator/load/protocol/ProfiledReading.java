package dev.llmemulator.load.protocol;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnswerRecord;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.FrameRest;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.target.AnswerText;
import dev.llmemulator.load.target.Pointers;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.ReplyFacts;
import dev.llmemulator.load.target.ReplyRule;
import dev.llmemulator.load.target.Trace;
import dev.llmemulator.load.target.Values;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and judges an answer as a profile says. */
final class ProfiledReading implements AnswerReading, FrameListener, AnswerText.Listener {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AnswerInProgress answer;
    private final AnswerContext context;
    private final Profile profile;
    private final Values values;
    private final AnswerText text;
    private final FrameReader reader;
    private ReplyFacts reply = ReplyFacts.NONE;

    ProfiledReading(AnswerInProgress answer, Profile profile, User user, AnswerContext context) {
        this.answer = answer;
        this.context = context;
        this.profile = profile;
        var tag = Directives.tag(answer);
        values = values(profile, answer, tag, user, context.settings());
        text = new AnswerText(
                profile, values, profile.channelIfKnown(values), profile.traced() ? tag : null, this, context.trace());
        values.set("channel", text.channel());
        reader = new FrameReader(text, this);
    }

    private static Values values(
            Profile profile, AnswerInProgress answer, String tag, User user, LoadSettings settings) {
        var values = new Values(profile.environment(), user.saved());
        values.set("session", answer.sessionId());
        values.set("user", user.name());
        values.set("user_number", String.valueOf(user.number()));
        values.set("cycle", String.valueOf(answer.cycle()));
        values.set("answer", answer.id());
        values.set("tag", tag);
        var directives = Directives.of(answer.wanted(), settings, user.number(), answer.cycle());
        directives.forEach(values::set);
        values.set("directives", Directives.text(directives, profile.traced() ? tag : null));
        return values;
    }

    /** What the profile's templates are filled with. */
    Values values() {
        return values;
    }

    @Override
    public AnswerRecord received() {
        return text;
    }

    @Override
    public String channel() {
        return text.channel();
    }

    @Override
    public FrameRest read(byte[] frame) {
        if (context.trace() != null) {
            context.note(Trace.Kind.RECEIVED, new String(frame, StandardCharsets.UTF_8).strip());
        }
        return reader.read(frame);
    }

    @Override
    public void readReply(String body) {
        var rule = profile.reply();
        if (rule.isRead()) {
            var json = json(body);
            var failed = rule.error() == null ? null : rule.error().find(json, values);
            if (failed != null) {
                throw new IllegalArgumentException("the reply says that it failed: " + failed);
            }
            save(json, rule.save(), values, false);
            readFacts(json, rule);
        }
        findChannel();
        text.identified();
    }

    private void readFacts(JsonNode json, ReplyRule rule) {
        if (rule.channel() != null) {
            comesOn(value(json, rule.channel()).asText());
        }
        reply = new ReplyFacts(
                rule.text() == null ? null : value(json, rule.text()).asText(),
                rule.tokens() == null ? null : value(json, rule.tokens()).asInt(),
                rule.sha256() == null ? null : value(json, rule.sha256()).asText());
    }

    /** The channel may be known now, by what replies told. */
    void findChannel() {
        if (text.channel().isEmpty() && profile.channel() != null) {
            comesOn(profile.channel().fill(values));
        }
    }

    /** Words the question. */
    void word() {
        values.set("question", profile.questionFor(values));
    }

    private void comesOn(String channel) {
        text.comesOn(channel);
        values.set("channel", channel);
    }

    /** Saves values of a reply, or throws an {@link IllegalArgumentException} that names the pointer that finds none. */
    static void save(JsonNode json, Map<String, JsonPointer> pointers, Values values, boolean ofUser) {
        pointers.forEach((name, pointer) -> {
            var found = value(json, pointer);
            var value = found.isValueNode() ? found.asText() : found.toString();
            if (ofUser) {
                values.setOfUser(name, value);
            } else {
                values.set(name, value);
            }
        });
    }

    static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the reply is not JSON", e);
        }
    }

    static JsonNode value(JsonNode json, JsonPointer pointer) {
        var found = Pointers.find(json, pointer);
        if (found == null) {
            throw new IllegalArgumentException("the reply has nothing at " + Pointers.shown(pointer)
                    + Pointers.nearest(json, pointer, any -> true)
                            .map(each -> " (nearest: " + each + ")")
                            .orElse(""));
        }
        return found;
    }

    @Override
    public boolean needsReply() {
        return profile.reply().comes() != ReplyRule.Comes.UNREAD;
    }

    @Override
    public List<Anomaly> judge() {
        return text.judge(reply);
    }

    @Override
    public @Nullable Failure contradiction(AnswerTimes times) {
        return profile.traced() && answer.wanted().askedTokens() != null
                ? times.contradiction(text.tokensSeen(), idealUs()).orElse(null)
                : null;
    }

    @Override
    public long idealUs() {
        return profile.saysWhichAnswer() ? answer.wanted().idealUs() : 0;
    }

    @Override
    public String instance() {
        return "";
    }

    /** What in the profile does not fit what came; null if nothing is known to be wrong. */
    @Nullable
    String advice() {
        return text.advice();
    }

    @Override
    public boolean isOver() {
        return answer.isStopped();
    }

    @Override
    public long receivedUs() {
        return answer.frameUs();
    }

    @Override
    public void onPiece(boolean empty, long receivedUs) {
        answer.pieceCame(empty, receivedUs);
    }

    @Override
    public void onToken(Stamps stamps, long receivedUs) {
        answer.tokenCame(stamps, receivedUs);
    }

    @Override
    public void onEnd(boolean well, long receivedUs) {
        if (well) {
            answer.endCame(receivedUs);
        } else {
            answer.errorCame();
        }
    }

    @Override
    public void onOther(boolean ofAnotherAnswer) {
        if (ofAnotherAnswer) {
            context.measurements().otherAnswerReceived();
        } else {
            context.measurements().otherReceived();
        }
    }

    @Override
    public void onUnreadable(String channel, String detail, long offset) {
        if (!isOver()) {
            text.unreadable(detail);
        }
    }

    @Override
    public void onConnected(String client) {
        values.set("client", client);
    }

    @Override
    public void onPosition(long offset, boolean recoverable) {
        text.startAt(offset);
        if (!recoverable && profile.order() == Profile.Order.ASK_THEN_SUBSCRIBE) {
            context.note(
                    Trace.Kind.ADVICE,
                    "the channel keeps no history, or does not let it be recovered: what came before the subscription is"
                            + " lost");
        }
    }

    @Override
    public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
        answer.subscribed(epoch, wasRecovering, recovered);
    }

    @Override
    public void onUnsubscribed(String channel, int code, String reason) {
        answer.unsubscribed(channel, code, reason);
    }

    @Override
    public void onDisconnected(int code, String reason) {
        answer.disconnected(code, reason);
    }

    // The format of a profile's publications is read by the text; these belong to our own.

    @Override
    public void onToken(String channel, int index, String token, long offset, Stamps stamps) {}

    @Override
    public void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps) {}

    @Override
    public void onErrorMarker(String channel, int tokens, int unacknowledged, String detail, long offset) {}
}
