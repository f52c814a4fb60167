package dev.llmemulator.load.parts;

import dev.llmemulator.load.engine.Trouble;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.settings.WatchTarget;
import dev.llmemulator.settings.Certificates;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis, by its command {@code INFO}. */
final class RedisSource implements Source {
    static final int USUAL_PORT = 6379;

    private final HostAndPort address;
    private final JedisClientConfig config;
    private @Nullable Jedis connection;
    private double startedAt = Double.NaN;

    // What is to replace the deprecated methods takes its certificates from a file only.
    @SuppressWarnings("deprecation")
    RedisSource(WatchTarget target, Trust trust, Duration timeout) {
        var url = target.server().url();
        address = new HostAndPort(url.getHost(), url.getPort() < 0 ? USUAL_PORT : url.getPort());
        var timeoutMs = (int) timeout.toMillis();
        var builder = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(timeoutMs)
                .socketTimeoutMillis(timeoutMs)
                .autoNegotiateProtocol(false)
                .user(target.user())
                .password(target.password());
        if (url.getScheme().equals("rediss")) {
            var parameters = new SSLParameters();
            if (!trust.anybody()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            builder.ssl(true)
                    .sslSocketFactory(Certificates.sockets(trust.managers()))
                    .sslParameters(parameters);
        }
        config = builder.build();
    }

    @Override
    public void read(Reading into) throws IOException {
        try {
            var open = connection == null ? new Jedis(address, config) : connection;
            connection = open;
            // All sections: earlier versions of Redis take only one name.
            var info = RedisInfo.parse(open.info());
            startedAt = info.startedAt();
            info.read(into);
        } catch (JedisException e) {
            close();
            throw new IOException(reason(e), e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    // No message of Redis or of its client holds a password.
    private static String reason(JedisException e) {
        if (e instanceof JedisDataException) {
            return "it refuses the watch: " + e.getMessage();
        }
        Throwable first = e;
        while (first.getCause() != null || first.getSuppressed().length > 0) {
            first = first.getCause() != null ? first.getCause() : first.getSuppressed()[0];
        }
        return first instanceof SocketTimeoutException ? "no reply in time" : Trouble.of(first);
    }

    @Override
    public double startedAt() {
        return startedAt;
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (JedisException e) {
                // It is broken, which is why it is closed.
            }
            connection = null;
        }
    }
}
