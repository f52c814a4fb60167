package dev.llmemulator.load.engine;

import dev.llmemulator.load.settings.Trust;
import io.gatling.core.config.SslConfiguration;
import io.gatling.core.session.Session;
import io.gatling.http.cache.SslContextSupport;
import io.gatling.http.util.SslContextsFactory;
import io.gatling.javaapi.core.ActionBuilder;
import java.util.function.Supplier;
import scala.Option;

/**
 * Lets a user check certificates as its run does.
 *
 * <p>Why not the public API: it takes the authorities from {@code gatling.conf} only, as a key store of Java's. Each user
 * keeps a TLS context of its own, as Gatling gives it, so that no user resumes the session of another.
 */
public final class UserTrust {
    private static final String GIVEN = "trust";

    private UserTrust() {}

    /** A step for before a user's first connection; for a user who has taken it, it does nothing. */
    public static ActionBuilder of(Supplier<Trust> trust) {
        return () -> (context, next) -> {
            var gatling = WatchedComponents.of(context);
            return new UserAction("trust", next) {
                @Override
                void perform(Session session) {
                    goOn(session.contains(GIVEN) ? session : trusting(session, gatling, trust.get()));
                }
            };
        };
    }

    private static Session trusting(Session session, WatchedComponents gatling, Trust trust) {
        var ssl = gatling.core().configuration().ssl();
        var checked = new SslConfiguration(
                ssl.useOpenSsl(),
                ssl.useOpenSslFinalizers(),
                ssl.handshakeTimeout(),
                false,
                ssl.enabledProtocols(),
                ssl.enabledCipherSuites(),
                ssl.sessionCacheSize(),
                ssl.sessionTimeout(),
                ssl.enableSni(),
                ssl.keyManagerFactory(),
                Option.apply(trust.managers()));
        var engine = new WatchedComponents(
                        gatling.core(), gatling.http(), new SslContextsFactory(checked, !trust.anybody()))
                .engineWith(listener -> listener);
        return SslContextSupport.setSslContexts(gatling.http().httpProtocol(), engine)
                .apply(session)
                .set(GIVEN, true);
    }
}
