package dev.llmemulator.http;

import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is written piece by piece and never makes its writer wait. What the client has not taken yet waits in a
 * buffer. A client that leaves more there than it holds is too slow and loses its connection. Safe for use by several
 * threads.
 */
public final class ReplyStream {
    private final ReplyWriter.Reply reply;
    private final int mostBytes;
    private final Writer writer = new Writer();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    // Under this object's lock.
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean last;
    private byte @Nullable [] lastPiece;
    private @Nullable BooleanSupplier beforeLast;
    private boolean lastIsWaiting;
    private boolean keepsConnection;
    private boolean broken;

    /** What became of a piece. */
    public enum Outcome {
        TAKEN,
        TOO_SLOW,
        GONE
    }

    private ReplyStream(ReplyWriter.Reply reply, int mostBytes) {
        this.reply = reply;
        this.mostBytes = mostBytes;
    }

    /**
     * Prepares to take over the reply to a request, which {@link #head} does.
     *
     * @param mostBytes how much may wait for the client
     */
    public static ReplyStream of(Context ctx, int mostBytes) {
        return new ReplyStream(ReplyWriter.replyTo(ctx.req()), mostBytes);
    }

    /** Says what the head of the reply has. It goes out with the first piece, which may be empty. */
    public void head(int status, String contentType) {
        reply.leaveTo(this);
        var response = reply.getWrapped();
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    }

    /** Completes once, when all is written (true) or the connection is lost (false); never exceptionally. */
    public CompletableFuture<Boolean> ended() {
        return ended;
    }

    public Outcome write(byte[] piece) {
        var outcome = Outcome.TAKEN;
        synchronized (this) {
            if (last || broken) {
                return Outcome.GONE;
            }
            if (bytes > 0 && bytes + piece.length > mostBytes) {
                outcome = Outcome.TOO_SLOW;
                broken = true;
                waiting.clear();
            } else {
                waiting.add(piece);
                bytes += piece.length;
            }
        }
        if (outcome == Outcome.TOO_SLOW) {
            cut();
        }
        writer.iterate();
        return outcome;
    }

    /** Writes the last piece. It may be of any size, and the client has to take it within the limit of all replies. */
    public void end(byte[] piece) {
        BooleanSupplier before;
        synchronized (this) {
            if (last || broken) {
                return;
            }
            last = true;
            lastPiece = piece;
            before = beforeLast;
        }
        if (before != null) {
            writeLast(before, piece);
        }
    }

    /**
     * Sets what has to happen before the last piece is written, because the client may send its next request as soon as it
     * has that. Until then the last piece waits.
     *
     * @param before returns whether the connection can be kept
     */
    public void beforeEnd(BooleanSupplier before) {
        byte[] piece;
        synchronized (this) {
            beforeLast = before;
            piece = lastPiece;
        }
        if (piece != null) {
            writeLast(before, piece);
        }
    }

    private void writeLast(BooleanSupplier before, byte[] piece) {
        var keeps = before.getAsBoolean();
        if (!keeps && !reply.isCommitted()) {
            reply.getWrapped().getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        synchronized (this) {
            waiting.add(piece);
            lastIsWaiting = true;
            keepsConnection = keeps;
        }
        writer.iterate();
        reply.giveUpAfterTheLimit(ended);
    }

    /** Cuts the connection as soon as what was written before is out. Does nothing after the last piece. */
    public void breakOff() {
        synchronized (this) {
            if (last || broken) {
                return;
            }
            broken = true;
        }
        writer.iterate();
        reply.giveUpAfterTheLimit(ended);
    }

    /** Cuts the connection now. */
    public void cut() {
        reply.endPoint().close();
    }

    void tellEnd(Callback callback) {
        if (ended.getNow(false)) {
            callback.succeeded();
        } else {
            callback.failed(new QuietException.Exception("The client is gone, or the stream was broken off"));
        }
    }

    /** Writes what waits, all of it at once; Jetty calls it again when that is out. */
    private final class Writer extends IteratingCallback {
        private boolean lastIsOut;

        @Override
        protected Action process() {
            ByteBuffer next;
            synchronized (ReplyStream.this) {
                if (waiting.isEmpty()) {
                    bytes = 0;
                    return broken || lastIsOut ? Action.SUCCEEDED : Action.IDLE;
                }
                next = takeAll();
                lastIsOut = lastIsWaiting;
            }
            reply.getWrapped().write(lastIsOut, next, this);
            return Action.SCHEDULED;
        }

        private ByteBuffer takeAll() {
            var piece = waiting.remove();
            if (!waiting.isEmpty()) {
                var all = ByteBuffer.allocate(piece.length
                        + waiting.stream().mapToInt(each -> each.length).sum());
                all.put(piece);
                waiting.forEach(all::put);
                waiting.clear();
                piece = all.array();
            }
            bytes = piece.length;
            return ByteBuffer.wrap(piece);
        }

        @Override
        protected void onCompleteSuccess() {
            if (!lastIsOut || !keepsConnection) {
                cut();
            }
            ended.complete(lastIsOut);
        }

        @Override
        protected void onCompleteFailure(Throwable failure) {
            synchronized (ReplyStream.this) {
                broken = true;
                waiting.clear();
            }
            cut();
            ended.complete(false);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
