package dev.llmemulator.load.settings;

import dev.llmemulator.settings.Certificates;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.SettingValues;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates the users of a run accept. */
public final class Trust {
    /** Of the authorities that Java knows, for the right host. */
    public static final Trust USUAL = new Trust(List.of(), false);

    private final List<X509Certificate> authorities;
    private final boolean anybody;
    private @Nullable TrustManagerFactory managers;

    private Trust(List<X509Certificate> authorities, boolean anybody) {
        this.authorities = authorities;
        this.anybody = anybody;
    }

    static Trust from(SettingValues values) {
        var authorities = values.find(LoadOptions.CA).orElse(List.of());
        boolean anybody = values.get(LoadOptions.INSECURE);
        if (anybody && !authorities.isEmpty()) {
            throw new InvalidSettingException(
                    "Settings %s and %s exclude each other: certificates are verified or not. Leave one of them out."
                            .formatted(values.nameOf(LoadOptions.CA), values.nameOf(LoadOptions.INSECURE)));
        }
        return anybody || !authorities.isEmpty() ? new Trust(authorities, anybody) : USUAL;
    }

    /** True if any certificate does, whoever signed it, for whatever host and time. */
    public boolean anybody() {
        return anybody;
    }

    /** What checks certificates, the same for all users: to make it reads all authorities that Java knows. */
    public synchronized TrustManagerFactory managers() {
        var made = managers;
        if (made == null) {
            made = anybody ? InsecureTrustManagerFactory.INSTANCE : Certificates.trusting(authorities);
            managers = made;
        }
        return made;
    }
}
