package dev.llmemulator.load.engine;

import dev.llmemulator.load.client.CloseCode;
import dev.llmemulator.settings.Urls;
import io.gatling.http.client.impl.PrematureCloseException;
import io.gatling.http.client.impl.RequestTimeoutException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What went wrong on a connection, in plain words instead of names of exceptions. */
public final class Trouble {
    public static final String TOO_MANY_FILES = "too many open files";
    public static final String NO_REPLY = "no reply";

    // Gatling shortens the packages of an exception to their first letters: i.g.h.c.i.PrematureCloseException
    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b(?:\\p{Lower}\\w*\\.)+[\\w$]*(?:Exception|Error)(?:\\$\\w+)?(?:: *)?");

    private Trouble() {}

    /** What a user notices of this. */
    public static String of(Throwable e) {
        if (e instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
            var status = refused.response().status();
            var location = refused.response().headers().get(HttpHeaderNames.LOCATION, "");
            return status.code() + " " + status.reasonPhrase()
                    + (status.code() / 100 == 3
                            ? redirection(location.replaceFirst("^http", "ws"))
                            : hint(status.code()));
        }
        if (e instanceof UnknownHostException) {
            return "unknown host: " + message(e);
        }
        if (e instanceof ConnectTimeoutException) {
            return "no connection in time";
        }
        if (message(e).contains("Too many open files")) {
            return TOO_MANY_FILES;
        }
        if (e instanceof ConnectException) {
            return message(e).contains("refused") ? "connection refused" : "cannot connect: " + message(e);
        }
        if (e instanceof SSLException) {
            return ofTls(e);
        }
        if (e instanceof RequestTimeoutException) {
            return NO_REPLY;
        }
        if (e instanceof PrematureCloseException || e instanceof ClosedChannelException) {
            return "the other end broke it off";
        }
        var message = message(e);
        return e instanceof IOException && message.contains("reset") ? "connection reset" : message;
    }

    // The first that tells most: why a path of certificates is not valid stands below that it is not.
    private static String ofTls(Throwable e) {
        var untrusted = false;
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return "certificate not valid now: " + message(cause);
            }
            untrusted |= cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException;
            if (cause.getCause() == null && untrusted) {
                return "certificate not trusted: " + message(cause);
            }
            if (cause.getCause() == null
                    && (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException)) {
                return "certificate of another host: " + message(cause);
            }
        }
        return "TLS failed: " + message(e);
    }

    static String of(CloseWebSocketFrame frame) {
        return "closed by the server with " + CloseCode.describe(frame.statusCode(), frame.reasonText());
    }

    /** A message of Gatling's without the names of exceptions in it. */
    public static String withoutClassNames(String message) {
        var plain = CLASS_NAME.matcher(message).replaceAll("").strip();
        return plain.isEmpty() ? "no reason given" : plain;
    }

    private static String message(Throwable e) {
        return withoutClassNames(e.getMessage() == null ? "" : e.getMessage());
    }

    /** What a redirection says about where it leads. */
    public static String redirection(String location) {
        return location.isEmpty() ? "" : ", redirects to " + Urls.withoutSecrets(location);
    }

    private static String hint(int status) {
        return switch (status) {
            case 403 -> " (is this origin allowed? -Dorigin, and allowed_origins of Centrifugo)";
            case 404 -> " (is the path of ws_url right?)";
            default -> "";
        };
    }
}
