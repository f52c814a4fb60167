package dev.llmemulator.load.target;

import dev.llmemulator.settings.Urls;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to a backend; {@code docs/profiles.md} says what each part means.
 *
 * @param httpUrl null if the run's target says it
 * @param webSocketUrl null if the run's target says it
 * @param streamUrl where users connect to without a WebSocket; null if it follows from the WebSocket's
 * @param emulationUrl where their commands go then; null if it follows from the stream's
 * @param ca the file of the authorities to trust; null for those that Java trusts
 * @param emulatorUrl where the emulator behind the backend tells what its clock says; null if it is not known
 * @param channel of an answer; null if the reply names it, or the server subscribes
 * @param sessionOfUser whether a session lives on over the answers of its user
 * @param directives whether questions tell the emulator which answer to give
 * @param traced whether they ask for text that proves itself
 * @param secrets that no message may show
 * @param environment the variables that it names, as values of {@code env.NAME}
 */
public record Profile(
        String name,
        @Nullable URI httpUrl,
        @Nullable URI webSocketUrl,
        @Nullable URI streamUrl,
        @Nullable URI emulationUrl,
        @Nullable String ca,
        @Nullable URI emulatorUrl,
        Order order,
        @Nullable Template channel,
        boolean sessionOfUser,
        Template question,
        boolean directives,
        boolean traced,
        List<SavedRequest> before,
        RequestRule ask,
        ReplyRule reply,
        TokenSource connectionToken,
        TokenSource subscriptionToken,
        Map<String, Template> handshake,
        @Nullable JsonTemplate connectData,
        PublicationRule publications,
        Set<String> secrets,
        Map<String, String> environment) {
    /** What comes first. */
    public enum Order {
        SUBSCRIBE_THEN_ASK,
        ASK_THEN_SUBSCRIBE,
        SERVER_SIDE
    }

    /** The channel, if it is known before the reply; else empty. */
    public String channelIfKnown(Values values) {
        return channel == null || !channel.isReady(values) ? "" : channel.fill(values);
    }

    /** The question, with the directives if the emulator is to get any. */
    public String questionFor(Values values) {
        var text = question.fill(values);
        return !directives || question.names().contains("directives") ? text : text + " " + values.get("directives");
    }

    /** True if the LLM is told how long and how fast the answer shall be. */
    public boolean saysWhichAnswer() {
        return directives
                || (ask.json() != null
                        && ask.json().templates().stream()
                                .anyMatch(each -> each.names().contains("delay")));
    }

    /** False if the emulator behind the backend certainly runs elsewhere. */
    public boolean mayBeOnThisMachine() {
        return emulatorUrl == null || Urls.isLoopback(emulatorUrl.getHost());
    }

    /** True if a JWT is signed by the secret that the run's settings have. */
    public boolean needsTheRunsSecret() {
        return needsIt(connectionToken) || needsIt(subscriptionToken);
    }

    private static boolean needsIt(TokenSource source) {
        return source instanceof TokenSource.Signed signed && signed.signer().needsTheRunsSecret();
    }

    @Override
    public String toString() {
        return name;
    }
}
