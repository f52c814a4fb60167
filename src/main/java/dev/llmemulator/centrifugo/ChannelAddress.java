package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.stream.AnswerEvent;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer is published; encoded once for all its publications. It also finds out whether the channel has all
 * publications that it was sent.
 *
 * <p>Centrifugo goes on with a sequential batch after a publication that failed. Versions keep a publication from being
 * taken twice, but they would also drop the failed one when it is tried again after a later one was taken. Each
 * publication that is taken raises the channel's offset by one. So the offset that belongs to a version tells whether
 * every publication before was taken, even one whose own reply was an error. If one was not, the answer fails.
 */
final class ChannelAddress {
    private static final String PREFIX = "session:";

    final SerializableString channel;

    /** Names the sequence that an event's number counts in, so that Centrifugo drops what it has seen. */
    final SerializableString versionEpoch;

    /** The channel's offset before this answer; negative while it is not known. */
    private long offsetBefore = -1;

    private boolean sentInOrder;

    private ChannelAddress(String channel, String versionEpoch) {
        this.channel = new SerializedString(channel);
        this.versionEpoch = new SerializedString(versionEpoch);
    }

    static ChannelAddress of(AnswerEvent event) {
        return new ChannelAddress(PREFIX + event.sessionId(), event.epoch());
    }

    /** What became of the publications of this answer in a batch, the first of which has an index there. */
    @Nullable
    PublishException outcome(Outgoing<ChannelAddress> sent, BatchReply reply, int first) {
        var count = sent.events();
        sentInOrder |= count > 1;
        if (!sentInOrder) {
            learn(sent, reply.offset(first));
            return reply.failure(first);
        }
        var taken = count;
        while (taken > 0 && reply.failure(first + taken - 1) != null) {
            taken--;
        }
        var firstFailed = 0;
        while (firstFailed < taken && reply.failure(first + firstFailed) == null) {
            firstFailed++;
        }
        var isWhole =
                taken == 0 || hasAll(sent.event(taken - 1), reply.offset(first + taken - 1), firstFailed == taken);
        if (!isWhole) {
            return PublishException.permanent(
                            PublishException.Reason.LOST, "Centrifugo lost a token and took a later one")
                    .inDoubt()
                    .after(firstFailed);
        }
        var failure = taken < count ? reply.failure(first + taken) : null;
        return failure == null ? null : failure.after(taken);
    }

    /** The first try of an event that is alone: all before it were taken. */
    private void learn(Outgoing<?> sent, long offset) {
        if (offset > 0 && !sent.isRetry()) {
            offsetBefore = offset - BatchBody.version(sent.event(0));
            sent.lossShows();
        }
    }

    private boolean hasAll(AnswerEvent event, long offset, boolean noneFailed) {
        return event.type().isEarlyEnd()
                || (offset > 0 ? offset - offsetBefore >= BatchBody.version(event) : noneFailed);
    }
}
