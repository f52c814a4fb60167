package dev.llmemulator.load.faults;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.faults.Arrival.Done;
import java.util.List;
import java.util.Random;

/** Faults of what the HTTP reply says. */
final class ReplyFaults {
    private ReplyFaults() {}

    /** Another text, with the hash of the true one. */
    static List<Anomaly> alterText(Delivery delivery, Random random) {
        var reply = delivery.reply;
        if (reply == null || delivery.done() == null) {
            return List.of();
        }
        var text = otherText(delivery.text, random);
        delivery.reply = new HttpReply(text, reply.tokens(), reply.sha256());
        return differs(delivery, text);
    }

    /** Another text, with its own hash. */
    static List<Anomaly> alterTextAndHash(Delivery delivery, Random random) {
        var reply = delivery.reply;
        if (reply == null || delivery.done() == null) {
            return List.of();
        }
        var text = otherText(delivery.text, random);
        delivery.reply = new HttpReply(text, reply.tokens(), Sha256.of(text));
        return differs(delivery, text);
    }

    /** The reply to another question, right in itself. */
    static List<Anomaly> replyToAnother(Delivery delivery, Random random) {
        if (delivery.reply == null || delivery.done() == null) {
            return List.of();
        }
        var text = otherText(delivery.text, random);
        delivery.reply =
                new HttpReply(text, (int) Pick.otherThan(delivery.texts.size(), 1, 200, random), Sha256.of(text));
        return List.of(differs(delivery, text).get(0), EndFaults.count(1).get(0));
    }

    private static String otherText(String text, Random random) {
        var at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
        var after = text.offsetByCodePoints(at, 1);
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + text.substring(after);
            case 1 -> text.substring(0, at) + "x" + text.substring(at);
            case 2 -> text.substring(0, at) + TokenFaults.ALIEN + text.substring(after);
            case 3 -> text.substring(0, at);
            case 4 -> text + "x";
            default -> TokenFaults.ALIEN.repeat(text.length());
        };
    }

    private static List<Anomaly> differs(Delivery delivery, String text) {
        if (text.equals(String.join("", delivery.arrivedTexts()))) {
            return List.of();
        }
        return List.of(new Anomaly(AnomalyKind.HTTP_TEXT_DIFFERS, Texts.firstMisfit(delivery.texts, text), 1, ""));
    }

    /** Another hash. */
    static List<Anomaly> falsifyHash(Delivery delivery, Random random) {
        var reply = delivery.reply;
        if (reply == null) {
            return List.of();
        }
        delivery.reply = new HttpReply(reply.text(), reply.tokens(), EndFaults.wrongHash(delivery, random));
        return EndFaults.hash(1);
    }

    /** Another hash here and in the marker, alike or not. */
    static List<Anomaly> falsifyBothHashes(Delivery delivery, Random random) {
        var reply = delivery.reply;
        var done = delivery.done();
        if (reply == null || done == null) {
            return List.of();
        }
        var hash = EndFaults.wrongHash(delivery, random);
        delivery.replaceMarker(new Done(done.tokens(), hash));
        var replysHash = random.nextBoolean() ? hash : EndFaults.wrongHash(delivery, random);
        delivery.reply = new HttpReply(reply.text(), reply.tokens(), replysHash);
        return EndFaults.hash(2);
    }

    /** Another count. */
    static List<Anomaly> falsifyCount(Delivery delivery, Random random) {
        var reply = delivery.reply;
        if (reply == null) {
            return List.of();
        }
        delivery.reply = new HttpReply(reply.text(), (int) EndFaults.wrongCount(delivery, random), reply.sha256());
        return EndFaults.count(1);
    }

    /** Another count here and in the marker, alike or not. */
    static List<Anomaly> falsifyBothCounts(Delivery delivery, Random random) {
        var reply = delivery.reply;
        var done = delivery.done();
        if (reply == null || done == null) {
            return List.of();
        }
        var tokens = EndFaults.wrongCount(delivery, random);
        delivery.replaceMarker(new Done(tokens, done.sha256()));
        long replysTokens = random.nextBoolean() ? tokens : EndFaults.wrongCount(delivery, random);
        delivery.reply = new HttpReply(reply.text(), (int) replysTokens, reply.sha256());
        return EndFaults.count(2);
    }
}
