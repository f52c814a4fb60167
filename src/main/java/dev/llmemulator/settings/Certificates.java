package dev.llmemulator.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of authorities that a user trusts. */
public final class Certificates {
    private Certificates() {}

    /** Those in a file in PEM form; nothing if there are none, or if it has something else in it. */
    static Optional<List<X509Certificate>> read(String file) {
        try (var in = Files.newInputStream(Path.of(file))) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            return Optional.of(found.stream().map(X509Certificate.class::cast).toList())
                    .filter(all -> !all.isEmpty());
        } catch (IOException | CertificateException e) {
            return Optional.empty();
        }
    }

    /** Trusts servers that one of these authorities vouches for; those of Java itself if there are none. */
    public static TrustManagerFactory trusting(List<X509Certificate> authorities) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities.isEmpty() ? null : storeOf(authorities));
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This JVM cannot check certificates", e);
        }
    }

    /** Sockets that speak TLS with the servers that are trusted so. */
    public static SSLSocketFactory sockets(TrustManagerFactory trust) {
        try {
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    private static KeyStore storeOf(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (var i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority " + i, authorities.get(i));
        }
        return store;
    }
}
