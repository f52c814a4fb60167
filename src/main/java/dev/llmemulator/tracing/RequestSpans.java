package dev.llmemulator.tracing;

import dev.llmemulator.http.RequestTrace;
import dev.llmemulator.http.RequestTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Makes a span of each request that is sampled: by its sender, or else by the SDK's sampler. */
final class RequestSpans implements RequestTracer {
    /** Any other name of a method comes from the client, who may send as many as it likes. */
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private static final TextMapGetter<HttpFields> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpFields fields) {
            return fields.getFieldNamesCollection();
        }

        /** As W3C wants it: what has several parts is joined. So several of a field that must be one are none. */
        @Override
        public @Nullable String get(@Nullable HttpFields fields, String name) {
            var values = fields == null ? List.<String>of() : fields.getValuesList(name);
            return values.isEmpty() ? null : String.join(",", values);
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    RequestSpans(Tracer tracer, TextMapPropagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public RequestTrace begins(Request request, String requestId) {
        var sent = request.getMethod();
        var isKnown = METHODS.contains(sent);
        // Not within what this thread was doing, if anything.
        var parent = propagator.extract(Context.root(), request.getHeaders(), HEADERS);
        var span = tracer.spanBuilder(isKnown ? sent : "HTTP")
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .startSpan();
        if (!span.getSpanContext().isSampled()) {
            return RequestTrace.NONE;
        }
        span.setAttribute(Names.METHOD, isKnown ? sent : "_OTHER")
                .setAttribute(Names.PATH, Request.getPathInContext(request))
                .setAttribute(Names.SCHEME, request.getHttpURI().getScheme())
                .setAttribute(Names.SERVER_ADDRESS, Request.getServerName(request))
                .setAttribute(Names.SERVER_PORT, (long) Request.getServerPort(request))
                .setAttribute(
                        Names.PROTOCOL_VERSION,
                        request.getConnectionMetaData()
                                .getHttpVersion()
                                .asString()
                                .replace("HTTP/", ""))
                .setAttribute(Names.REQUEST_ID, List.of(requestId));
        if (!isKnown) {
            span.setAttribute(Names.METHOD_AS_SENT, sent);
        }
        var userAgent = request.getHeaders().get(HttpHeader.USER_AGENT);
        if (userAgent != null) {
            span.setAttribute(Names.USER_AGENT, userAgent);
        }
        return new RequestSpan(span, Objects.requireNonNull(isKnown ? sent : "HTTP"), parent.with(span));
    }
}
