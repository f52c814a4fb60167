package dev.llmemulator.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Gathers the reply to a request and writes it without a thread, within a time. A servlet would hold its thread until
 * the client has taken the last byte.
 */
final class ReplyWriter extends Handler.Wrapper {
    private final Duration limit;

    ReplyWriter(Duration limit) {
        this.limit = limit;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var reply = new Reply(request, response, callback);
        return super.handle(request, reply, reply);
    }

    private final class Reply extends Response.Wrapper implements Callback {
        private final Callback callback;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Reply(Request request, Response response, Callback callback) {
            super(request, response);
            this.callback = callback;
        }

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback taken) {
            content.writeBytes(BufferUtil.toArray(bytes));
            BufferUtil.clear(bytes);
            taken.succeeded();
        }

        @Override
        public void succeeded() {
            var written = new Callback.Completable();
            getWrapped().write(true, ByteBuffer.wrap(content.toByteArray()), written);
            if (!written.isDone()) {
                giveUpAfterTheLimit(written);
            }
            var unused = written.whenComplete((nothing, failure) -> {
                if (failure == null) {
                    callback.succeeded();
                } else {
                    callback.failed(failure);
                }
            });
        }

        private void giveUpAfterTheLimit(Callback.Completable written) {
            var endPoint = getRequest().getConnectionMetaData().getConnection().getEndPoint();
            var deadline = getRequest()
                    .getComponents()
                    .getScheduler()
                    .schedule(
                            () -> endPoint.close(new TimeoutException("The client took its reply too slowly")),
                            limit.toMillis(),
                            TimeUnit.MILLISECONDS);
            var unused = written.whenComplete((nothing, failure) -> deadline.cancel());
        }

        @Override
        public void failed(Throwable failure) {
            callback.failed(failure);
        }
    }
}
