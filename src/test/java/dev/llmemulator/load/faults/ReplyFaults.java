package dev.llmemulator.load.faults;

import static dev.llmemulator.load.faults.Fault.found;
import static dev.llmemulator.load.faults.Fault.need;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.load.faults.Arrival.Done;
import java.util.List;
import java.util.Random;

/** Faults of what marker and HTTP reply say of the answer. */
final class ReplyFaults {
    private ReplyFaults() {}

    /** Another text, with the hash of the true one. */
    static List<Anomaly> alterText(Delivery delivery, Random random) {
        var reply = need(delivery.reply);
        return replaceText(delivery, otherText(delivery.text, random), reply.tokens(), reply.sha256());
    }

    static List<Anomaly> alterTextAndHash(Delivery delivery, Random random) {
        var reply = need(delivery.reply);
        var text = otherText(delivery.text, random);
        return replaceText(delivery, text, reply.tokens(), Sha256.of(text));
    }

    /** The reply to another question, right in itself. */
    static List<Anomaly> replyToAnother(Delivery delivery, Random random) {
        need(delivery.reply);
        var text = otherText(delivery.text, random);
        var tokens = (int) Pick.otherThan(delivery.texts.size(), 1, 200, random);
        var differs = replaceText(delivery, text, tokens, Sha256.of(text));
        need(!differs.isEmpty());
        return List.of(differs.get(0), new Anomaly(AnomalyKind.COUNT_DIFFERS, -1, 1, ""));
    }

    private static List<Anomaly> replaceText(Delivery delivery, String text, int tokens, String sha256) {
        need(delivery.done());
        delivery.replyWith(text, tokens, sha256);
        need(!text.equals(String.join("", delivery.arrivedTexts())));
        return found(AnomalyKind.HTTP_TEXT_DIFFERS, Texts.firstMisfit(delivery.texts, text), 1);
    }

    private static String otherText(String text, Random random) {
        need(!text.isEmpty());
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

    static List<Anomaly> falsifyMarkersHash(Delivery delivery, Random random) {
        need(delivery.reply);
        return claimInMarker(delivery, wrongHash(delivery, random));
    }

    static List<Anomaly> falsifyReplysHash(Delivery delivery, Random random) {
        return claimInReply(delivery, wrongHash(delivery, random));
    }

    static List<Anomaly> falsifyBothHashes(Delivery delivery, Random random) {
        var hash = wrongHash(delivery, random);
        claimInMarker(delivery, hash);
        claimInReply(delivery, random.nextBoolean() ? hash : wrongHash(delivery, random));
        return found(AnomalyKind.SHA256_DIFFERS, -1, 2);
    }

    private static List<Anomaly> claimInMarker(Delivery delivery, String hash) {
        delivery.replaceMarker(new Done(need(delivery.done()).tokens(), hash));
        return found(AnomalyKind.SHA256_DIFFERS, -1, 1);
    }

    private static List<Anomaly> claimInReply(Delivery delivery, String hash) {
        var reply = need(delivery.reply);
        delivery.replyWith(reply.text(), reply.tokens(), hash);
        return found(AnomalyKind.SHA256_DIFFERS, -1, 1);
    }

    private static String wrongHash(Delivery delivery, Random random) {
        return Sha256.of(random.nextBoolean() ? "" + random.nextLong() : delivery.text + TokenFaults.ALIEN + " ");
    }

    static List<Anomaly> falsifyMarkersCount(Delivery delivery, Random random) {
        return claimInMarker(delivery, wrongCount(delivery, random));
    }

    static List<Anomaly> falsifyReplysCount(Delivery delivery, Random random) {
        return claimInReply(delivery, wrongCount(delivery, random));
    }

    static List<Anomaly> falsifyBothCounts(Delivery delivery, Random random) {
        var tokens = wrongCount(delivery, random);
        claimInMarker(delivery, tokens);
        claimInReply(delivery, random.nextBoolean() ? tokens : wrongCount(delivery, random));
        return found(AnomalyKind.COUNT_DIFFERS, -1, 2);
    }

    private static List<Anomaly> claimInMarker(Delivery delivery, long tokens) {
        delivery.replaceMarker(new Done(tokens, need(delivery.done()).sha256()));
        return found(AnomalyKind.COUNT_DIFFERS, -1, 1);
    }

    private static List<Anomaly> claimInReply(Delivery delivery, long tokens) {
        var reply = need(delivery.reply);
        delivery.replyWith(reply.text(), (int) tokens, reply.sha256());
        return found(AnomalyKind.COUNT_DIFFERS, -1, 1);
    }

    private static long wrongCount(Delivery delivery, Random random) {
        var right = delivery.texts.size();
        return switch (random.nextInt(6)) {
            case 0 -> right + 1L;
            case 1 -> right - 1L;
            case 2 -> Integer.MAX_VALUE;
            case 3 -> 0;
            default -> Pick.otherThan(right, 0, 3L * right + 2, random);
        };
    }
}
