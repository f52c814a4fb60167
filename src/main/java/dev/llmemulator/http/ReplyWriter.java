package dev.llmemulator.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the reply to a request and writes it without a thread, within a time. A servlet would hold its thread until
 * the client has taken the last byte. A {@link ReplyStream} writes its reply itself.
 */
final class ReplyWriter extends Handler.Wrapper {
    private final Duration limit;

    ReplyWriter(Duration limit) {
        this.limit = limit;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var reply = new Reply(request, response, callback);
        request.setAttribute(ReplyWriter.class.getName(), reply);
        return super.handle(request, reply, reply);
    }

    /** The reply to a request that is being worked on. */
    static Reply replyTo(HttpServletRequest request) {
        return (Reply) request.getAttribute(ReplyWriter.class.getName());
    }

    final class Reply extends Response.Wrapper implements Callback {
        private final Callback callback;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private volatile @Nullable ReplyStream stream;

        Reply(Request request, Response response, Callback callback) {
            super(request, response);
            this.callback = callback;
        }

        /** Leaves the writing to a stream, which has ended when this is told of the end of the request. */
        void leaveTo(ReplyStream other) {
            stream = other;
        }

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback taken) {
            content.writeBytes(BufferUtil.toArray(bytes));
            BufferUtil.clear(bytes);
            taken.succeeded();
        }

        @Override
        public void succeeded() {
            var other = stream;
            if (other != null) {
                other.tellEnd(callback);
                return;
            }
            var written = new Callback.Completable();
            getWrapped().write(true, ByteBuffer.wrap(content.toByteArray()), written);
            giveUpAfterTheLimit(written);
            var unused = written.whenComplete((nothing, failure) -> {
                if (failure == null) {
                    callback.succeeded();
                } else {
                    callback.failed(failure);
                }
            });
        }

        /** Closes the connection if the end of the reply is not taken within the limit. */
        void giveUpAfterTheLimit(CompletableFuture<?> written) {
            if (written.isDone()) {
                return;
            }
            var deadline = getRequest()
                    .getComponents()
                    .getScheduler()
                    .schedule(
                            () -> endPoint().close(new TimeoutException("The client took its reply too slowly")),
                            limit.toMillis(),
                            TimeUnit.MILLISECONDS);
            var unused = written.whenComplete((nothing, failure) -> deadline.cancel());
        }

        EndPoint endPoint() {
            return getRequest().getConnectionMetaData().getConnection().getEndPoint();
        }

        @Override
        public void failed(Throwable failure) {
            callback.failed(failure);
        }
    }
}
