package dev.llmemulator.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole body of a request, up to a size and within a time, before a thread is given to the request. So a
 * client that sends slowly holds a connection and its bytes, but never a thread.
 */
final class BodyReader extends Handler.Wrapper {
    private static final int MOST_BYTES_TO_DROP = 1024 * 1024;

    private final int mostBytes;
    private final Duration limit;

    BodyReader(int mostBytes, Duration limit) {
        this.mostBytes = mostBytes;
        this.limit = limit;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var sized = request.getLength() >= 0;
        if (sized ? request.getLength() == 0 : !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return super.handle(request, response, callback);
        }
        if (request.getLength() > MOST_BYTES_TO_DROP) {
            refuseSize(request, response, callback);
            return true;
        }
        var body = request.getLength() > mostBytes ? dropped(request) : kept(request);
        if (body.isDone() && !body.isCompletedExceptionally()) {
            // The usual case: all of it came with the head.
            return super.handle(new Read(request, body.join()), response, callback);
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
            request.getContext().execute(() -> goOn(request, response, callback, bytes, reason));
        });
        return true;
    }

    private CompletableFuture<byte[]> kept(Request request) {
        var body = new CompletableFuture<byte[]>();
        Content.Source.asByteArrayAsync(
                request,
                mostBytes,
                Promise.Invocable.from(InvocationType.NON_BLOCKING, body::complete, body::completeExceptionally));
        return body;
    }

    /** A client that still sends when the connection is closed may not get to see the reply. */
    private static CompletableFuture<byte[]> dropped(Request request) {
        return Callback.Completable.with(end -> Content.Source.consumeAll(request, end))
                .thenApply(nothing -> {
                    throw new IllegalStateException("The body is too large");
                });
    }

    private void goOn(
            Request request,
            Response response,
            Callback callback,
            byte @Nullable [] bytes,
            @Nullable Throwable failure) {
        try {
            if (bytes == null) {
                refuse(request, response, callback, failure);
            } else if (!super.handle(new Read(request, bytes), response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }

    private void refuse(Request request, Response response, Callback callback, @Nullable Throwable failure) {
        if (failure instanceof TimeoutException) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.REQUEST_TIMEOUT_408,
                    "The body did not arrive within %d s".formatted(limit.toSeconds()));
        } else if (failure instanceof IllegalStateException) {
            refuseSize(request, response, callback);
        } else {
            var status = failure instanceof HttpException broken ? broken.getCode() : HttpStatus.BAD_REQUEST_400;
            Response.writeError(request, response, callback, status, "The body broke off or is not valid HTTP");
        }
    }

    private void refuseSize(Request request, Response response, Callback callback) {
        Response.writeError(
                request,
                response,
                callback,
                HttpStatus.PAYLOAD_TOO_LARGE_413,
                "The body is larger than %d bytes".formatted(mostBytes));
    }

    /** A request whose body is in memory. */
    private static final class Read extends Request.Wrapper {
        private final Content.Source body;

        Read(Request request, byte[] bytes) {
            super(request);
            this.body = Content.Source.from(ByteBuffer.wrap(bytes));
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable onAvailable) {
            body.demand(onAvailable);
        }
    }
}
