package dev.llmemulator.load.faults;

import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.faults.Arrival.Done;
import dev.llmemulator.load.faults.Arrival.Failed;
import dev.llmemulator.load.faults.Arrival.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer as one reader gets it: the publications in the order of their arrival, and the HTTP reply. It is true when
 * it is made, until a fault is injected.
 */
public final class Delivery {
    private static final int LONGEST = 200;

    final String channel;
    final List<String> texts;
    final String text;
    final List<Arrival> arrivals = new ArrayList<>();

    @Nullable
    HttpReply reply;

    private Delivery(String channel, List<String> texts) {
        this.channel = channel;
        this.texts = texts;
        text = String.join("", texts);
    }

    static Delivery of(String channel, List<String> texts) {
        var delivery = new Delivery(channel, texts);
        delivery.publishTokens(texts.size());
        var sha256 = Sha256.of(delivery.text);
        delivery.publish(new Done(texts.size(), sha256));
        delivery.replyWith(delivery.text, texts.size(), sha256);
        return delivery;
    }

    /** A complete answer of 1 to 200 tokens, short ones as often as long ones. */
    public static Delivery whole(String channel, Random random) {
        return of(channel, Texts.random(random, randomLength(random)));
    }

    /**
     * An answer without a fault: mostly a whole one, but it may have failed, lack its reply, or come on a channel
     * without history.
     */
    public static Delivery ofAnyKind(String channel, Random random) {
        var delivery = random.nextInt(8) == 0 ? failed(channel, random) : whole(channel, random);
        if (random.nextInt(8) == 0) {
            delivery.reply = null;
        }
        if (random.nextInt(4) == 0) {
            ChannelFaults.publishOthers(delivery, random);
        }
        if (random.nextInt(16) == 0) {
            delivery.arrivals.replaceAll(each -> each.at(0));
        }
        return delivery;
    }

    // Of the token that failed nobody knows: it may have arrived all the same.
    private static Delivery failed(String channel, Random random) {
        var delivery = new Delivery(channel, Texts.random(random, randomLength(random)));
        var accepted = random.nextInt(delivery.texts.size());
        delivery.publishTokens(accepted);
        if (random.nextBoolean()) {
            delivery.publish(new Token(accepted, delivery.texts.get(accepted)));
            delivery.spoil(accepted);
        }
        delivery.publish(new Failed(accepted));
        return delivery;
    }

    private static int randomLength(Random random) {
        return (int) Math.exp(random.nextDouble() * Math.log(LONGEST + 1.0));
    }

    private void publishTokens(int count) {
        for (var index = 0; index < count; index++) {
            publish(new Token(index, texts.get(index)));
        }
    }

    private void publish(Arrival.Body body) {
        arrivals.add(new Arrival(channel, body, arrivals.size() + 1L, false));
    }

    /** What the HTTP reply said; null if there was none. */
    public @Nullable HttpReply reply() {
        return reply;
    }

    void replyWith(String replyText, int tokens, String sha256) {
        reply = new HttpReply(replyText, tokens, sha256, 0, "", "");
    }

    boolean hasOffsets() {
        return arrivals.stream().anyMatch(each -> each.offset() > 0);
    }

    /** Where the marker of this channel stands, or the end if there is none. */
    int end() {
        return IntStream.range(0, arrivals.size())
                .filter(place -> isOurs(place) && at(place).isMarker())
                .findFirst()
                .orElse(arrivals.size());
    }

    @Nullable
    Arrival marker() {
        var end = end();
        return end < arrivals.size() ? at(end) : null;
    }

    /** What the completion marker says; null if there is none, or one of a failed answer. */
    @Nullable
    Done done() {
        var marker = marker();
        return marker != null && marker.body() instanceof Done done ? done : null;
    }

    void replaceMarker(Arrival.Body body) {
        var end = end();
        arrivals.set(end, at(end).saying(body));
    }

    Arrival at(int place) {
        return arrivals.get(place);
    }

    boolean isOurs(int place) {
        return at(place).channel().equals(channel);
    }

    /** The places of the tokens before the marker that no fault has touched yet; gives the fault up if there is none. */
    List<Integer> soundTokens() {
        var places =
                IntStream.range(0, end()).filter(this::isSoundToken).boxed().toList();
        Fault.need(!places.isEmpty());
        return places;
    }

    boolean isSoundToken(int place) {
        return at(place).body() instanceof Token && isOurs(place) && !at(place).spoiled();
    }

    int index(int place) {
        return at(place).index();
    }

    Token token(int place) {
        return (Token) at(place).body();
    }

    void alter(int place, String newText) {
        arrivals.set(place, at(place).saying(new Token(index(place), newText)));
    }

    void spoil(int place) {
        arrivals.set(place, at(place).asSpoiled());
    }

    void setOffset(int place, long offset) {
        arrivals.set(place, at(place).at(offset));
    }

    /** One more than the highest index that arrived before the marker. */
    int tokensBeforeEnd() {
        return arrivals.subList(0, end()).stream()
                        .filter(each -> each.channel().equals(channel))
                        .mapToInt(Arrival::index)
                        .max()
                        .orElse(-1)
                + 1;
    }

    /** The first text of each token that arrived; empty for a token that did not. */
    List<String> arrivedTexts() {
        var arrived = new HashMap<Integer, String>();
        arrivals.stream()
                .filter(each -> each.channel().equals(channel))
                .map(Arrival::body)
                .forEach(body -> {
                    if (body instanceof Token token) {
                        arrived.putIfAbsent(token.index(), token.text());
                    }
                });
        return IntStream.range(0, texts.size())
                .mapToObj(index -> arrived.getOrDefault(index, ""))
                .toList();
    }

    /** True if the tokens that came are the true text, or what the reply says: two faults can cancel each other. */
    boolean isSaid(List<String> tokens) {
        var joined = String.join("", tokens);
        return joined.equals(text) || (reply != null && joined.equals(reply.text()));
    }

    void shiftOffsets(long from, long by) {
        arrivals.replaceAll(each -> each.channel().equals(channel) && each.offset() > 0 && each.offset() >= from
                ? each.at(each.offset() + by)
                : each);
    }

    /** Inserts a publication of this channel before a place, with the offset that fits. */
    void publishAt(int place, Arrival.Body body) {
        var offset = 0L;
        if (hasOffsets()) {
            offset = offsetAt(place);
            shiftOffsets(offset, 1);
        }
        arrivals.add(place, new Arrival(channel, body, offset, true));
    }

    // The lowest one of those that come later and were published later than all that came before.
    private long offsetAt(int place) {
        var highestBefore = ourOffsets(0, place).max().orElse(0);
        return ourOffsets(place, arrivals.size())
                .filter(offset -> offset > highestBefore)
                .min()
                .orElse(highestBefore + 1);
    }

    private LongStream ourOffsets(int from, int to) {
        return arrivals.subList(from, to).stream()
                .filter(each -> each.channel().equals(channel))
                .mapToLong(Arrival::offset);
    }

    @Override
    public String toString() {
        return "reply " + reply + arrivals.stream().map(each -> "\n" + each).collect(Collectors.joining());
    }
}
