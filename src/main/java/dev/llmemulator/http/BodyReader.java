package dev.llmemulator.http;

import dev.llmemulator.settings.HttpSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole body of a request, up to a size and within a time, before a thread is given to the request. So a
 * client that sends slowly holds a connection and its bytes, but never a thread. Large bodies share a bounded memory.
 */
final class BodyReader extends Handler.Wrapper {
    private static final int MOST_BYTES_TO_DROP = 1024 * 1024;

    /** All bodies together that are not {@link #SMALL}, as far as they have come, until they have been parsed. */
    private static final int MOST_LARGE_BYTES = 64 * 1024 * 1024;

    private static final int SMALL = HttpSettings.MAX_BODY_BYTES;

    private final ToIntFunction<String> mostBytes;
    private final Duration limit;
    private final Semaphore largeBytes = new Semaphore(MOST_LARGE_BYTES);

    /** @param mostBytes the size of the largest body for a path */
    BodyReader(ToIntFunction<String> mostBytes, Duration limit) {
        this.mostBytes = mostBytes;
        this.limit = limit;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var sized = request.getLength() >= 0;
        if (sized ? request.getLength() == 0 : !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return super.handle(request, response, callback);
        }
        var most = mostBytes.applyAsInt(Request.getPathInContext(request));
        if (request.getLength() > Math.max(4L * most, MOST_BYTES_TO_DROP)) {
            refuseSize(request, response, callback, most);
            return true;
        }
        var room = new Room(request);
        var body = request.getLength() > most
                ? dropped(request, new IllegalStateException("The body is too large"))
                : kept(request, most, room);
        if (body.isDone() && !body.isCompletedExceptionally()) {
            // The usual case: all of it came with the head.
            return super.handle(new Read(request, body.join(), room), response, callback);
        }
        var deadline = request.getComponents()
                .getScheduler()
                .schedule(
                        () -> request.fail(new TimeoutException("The body came too slowly")),
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
        var unused = body.whenComplete((bytes, failure) -> {
            deadline.cancel();
            var reason = failure instanceof CompletionException ? failure.getCause() : failure;
            request.getContext().execute(() -> goOn(request, response, callback, bytes, reason, most, room));
        });
        return true;
    }

    private static CompletableFuture<byte[]> kept(Request request, int most, Room room) {
        var body = new CompletableFuture<byte[]>();
        Content.Source.asByteArrayAsync(
                new Counted(request, room),
                most,
                Promise.Invocable.from(InvocationType.NON_BLOCKING, body::complete, body::completeExceptionally));
        return body.exceptionallyCompose(failure -> {
            room.giveBack();
            return failure instanceof RejectedExecutionException full
                    ? dropped(request, full)
                    : CompletableFuture.failedFuture(failure);
        });
    }

    /** A client that still sends when the connection is closed may not get to see the reply. */
    private static CompletableFuture<byte[]> dropped(Request request, RuntimeException reason) {
        return Callback.Completable.with(end -> Content.Source.consumeAll(request, end))
                .thenApply(nothing -> {
                    throw reason;
                });
    }

    private void goOn(
            Request request,
            Response response,
            Callback callback,
            byte @Nullable [] bytes,
            @Nullable Throwable failure,
            int most,
            Room room) {
        try {
            if (bytes == null) {
                refuse(request, response, callback, failure, most);
            } else if (!super.handle(new Read(request, bytes, room), response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }

    private void refuse(Request request, Response response, Callback callback, @Nullable Throwable failure, int most) {
        if (failure instanceof TimeoutException) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.REQUEST_TIMEOUT_408,
                    "The body did not arrive within %d s".formatted(limit.toSeconds()));
        } else if (failure instanceof IllegalStateException) {
            refuseSize(request, response, callback, most);
        } else if (failure instanceof RejectedExecutionException) {
            RequestOutcome.of(request).refused(RefusalReason.BODIES);
            Response.writeError(
                    request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "Too many large bodies at once");
        } else {
            var status = failure instanceof HttpException broken ? broken.getCode() : HttpStatus.BAD_REQUEST_400;
            Response.writeError(request, response, callback, status, "The body broke off or is not valid HTTP");
        }
    }

    private static void refuseSize(Request request, Response response, Callback callback, int most) {
        Response.writeError(
                request,
                response,
                callback,
                HttpStatus.PAYLOAD_TOO_LARGE_413,
                "The body is larger than %d bytes".formatted(most));
    }

    /** What a body has of the memory of large ones: as much as has come of it, because a length costs nothing to claim. */
    private final class Room {
        private final Request request;
        private final AtomicInteger taken = new AtomicInteger();

        Room(Request request) {
            this.request = request;
        }

        /** Whether there is room for so many bytes in all. */
        boolean holds(int bytes) {
            var more = bytes <= SMALL ? 0 : bytes - taken.get();
            if (!largeBytes.tryAcquire(more)) {
                return false;
            }
            if (more > 0 && taken.getAndAdd(more) == 0) {
                // Where nobody comes to read it.
                Request.addCompletionListener(request, failure -> giveBack());
            }
            return true;
        }

        void giveBack() {
            largeBytes.release(taken.getAndSet(0));
        }
    }

    /** A request whose body is counted as it comes. */
    private static final class Counted extends Request.Wrapper {
        private final Room room;
        private int received;

        Counted(Request request, Room room) {
            super(request);
            this.room = room;
        }

        @Override
        public Content.@Nullable Chunk read() {
            var chunk = super.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return chunk;
            }
            received += chunk.remaining();
            if (room.holds(received)) {
                return chunk;
            }
            chunk.release();
            return Content.Chunk.from(new RejectedExecutionException("No room"), false);
        }
    }

    /** A request whose body is in memory until it has been read. */
    private static final class Read extends Request.Wrapper {
        private final Room room;
        private Content.Source body;

        Read(Request request, byte[] bytes, Room room) {
            super(request);
            this.room = room;
            this.body = Content.Source.from(ByteBuffer.wrap(bytes));
        }

        @Override
        public Content.Chunk read() {
            var chunk = body.read();
            if (chunk != null && chunk.isLast()) {
                // An answer may take long, and nobody needs its question any more.
                body = Content.Source.from(BufferUtil.EMPTY_BUFFER);
                room.giveBack();
            }
            return chunk;
        }

        @Override
        public void demand(Runnable onAvailable) {
            body.demand(onAvailable);
        }
    }
}
