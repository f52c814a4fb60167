package dev.llmemulator.load.faults;

import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.faults.Arrival.Done;
import dev.llmemulator.load.faults.Arrival.Failed;
import dev.llmemulator.load.faults.Arrival.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    /** A complete answer of these tokens. */
    static Delivery of(String channel, List<String> texts) {
        var delivery = new Delivery(channel, texts);
        delivery.publishTokens(texts.size());
        var sha256 = Sha256.of(delivery.text);
        delivery.publish(new Done(texts.size(), sha256));
        delivery.reply = new HttpReply(delivery.text, texts.size(), sha256);
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
        arrivals.add(Arrival.of(channel, body, arrivals.size() + 1L));
    }

    /** What the HTTP reply said; null if there was none. */
    public @Nullable HttpReply reply() {
        return reply;
    }

    boolean hasOffsets() {
        return arrivals.stream().anyMatch(each -> each.offset() > 0);
    }

    /** Where the marker of this channel stands, or the end if there is none. */
    int end() {
        for (var place = 0; place < arrivals.size(); place++) {
            if (isOurs(place) && arrivals.get(place).isMarker()) {
                return place;
            }
        }
        return arrivals.size();
    }

    /** The marker of this channel; null if there is none. */
    @Nullable
    Arrival marker() {
        var end = end();
        return end < arrivals.size() ? arrivals.get(end) : null;
    }

    /** What the completion marker says; null if there is none, or one of a failed answer. */
    @Nullable
    Done done() {
        var marker = marker();
        return marker != null && marker.body() instanceof Done done ? done : null;
    }

    /** Lets the marker say something else. */
    void replaceMarker(Arrival.Body body) {
        var end = end();
        arrivals.set(end, arrivals.get(end).saying(body));
    }

    boolean isOurs(int place) {
        return arrivals.get(place).channel().equals(channel);
    }

    /** The places of the tokens before the marker that no fault has touched yet. */
    List<Integer> soundTokens() {
        var places = new ArrayList<Integer>();
        var end = end();
        for (var place = 0; place < end; place++) {
            if (isSoundToken(place)) {
                places.add(place);
            }
        }
        return places;
    }

    boolean isSoundToken(int place) {
        var publication = arrivals.get(place);
        return publication.body() instanceof Token && isOurs(place) && !publication.spoiled();
    }

    int index(int place) {
        return arrivals.get(place).index();
    }

    void spoil(int place) {
        arrivals.set(place, arrivals.get(place).asSpoiled());
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
        String[] arrived = new String[texts.size()];
        for (var place = 0; place < arrivals.size(); place++) {
            if (isOurs(place)
                    && arrivals.get(place).body() instanceof Token token
                    && token.index() < arrived.length
                    && arrived[token.index()] == null) {
                arrived[token.index()] = token.text();
            }
        }
        return Arrays.stream(arrived).map(each -> each == null ? "" : each).toList();
    }

    /** True if the tokens that came are the true text, or what the reply says: two faults can cancel each other. */
    boolean isSaid(List<String> tokens) {
        var joined = String.join("", tokens);
        return joined.equals(text) || (reply != null && joined.equals(reply.text()));
    }

    /** Shifts the offsets of this channel, from one on. */
    void shiftOffsets(long from, long by) {
        for (var place = 0; place < arrivals.size(); place++) {
            var each = arrivals.get(place);
            if (isOurs(place) && each.offset() > 0 && each.offset() >= from) {
                arrivals.set(place, each.at(each.offset() + by));
            }
        }
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
        var highestBefore = 0L;
        for (var before = 0; before < place; before++) {
            if (isOurs(before)) {
                highestBefore = Math.max(highestBefore, arrivals.get(before).offset());
            }
        }
        var lowest = Long.MAX_VALUE;
        for (var later = place; later < arrivals.size(); later++) {
            if (isOurs(later) && arrivals.get(later).offset() > highestBefore) {
                lowest = Math.min(lowest, arrivals.get(later).offset());
            }
        }
        return lowest == Long.MAX_VALUE ? highestBefore + 1 : lowest;
    }

    /** What arrived and what the reply said, for the message of a test that fails. */
    @Override
    public String toString() {
        var lines = new StringBuilder("reply ").append(reply);
        for (Arrival each : arrivals) {
            lines.append('\n')
                    .append(each.offset())
                    .append(' ')
                    .append(each.channel())
                    .append(' ')
                    .append(each.body());
        }
        return lines.toString();
    }
}
