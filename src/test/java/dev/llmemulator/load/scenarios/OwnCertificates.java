package dev.llmemulator.load.scenarios;

import dev.llmemulator.needs.ProcessRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority of a test's own and the certificates of servers that it vouches for. */
public final class OwnCertificates {
    private static final String PASSWORD = "password";

    private final Path folder;

    /** Makes the authority, in a folder that is the test's. */
    public OwnCertificates(Path folder) throws Exception {
        this.folder = folder;
        make("authority", "-ext", "bc:c");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "authority",
                "-file",
                authority().toString());
    }

    /** The file of the authority's certificate, in PEM form. */
    public Path authority() {
        return folder.resolve("authority.pem");
    }

    /** TLS of a server that has a new certificate of the authority, as keytool's options say. */
    public SSLContext server(String name, String... options) throws Exception {
        var all = new ArrayList<>(List.of("-signer", "authority"));
        all.addAll(List.of(options));
        make(name, all.toArray(String[]::new));
        var keys = open();
        var only = KeyStore.getInstance("PKCS12");
        only.load(null, null);
        only.setKeyEntry(
                name,
                keys.getKey(name, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                keys.getCertificateChain(name));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(only, PASSWORD.toCharArray());
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    private KeyStore open() throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private void make(String name, String... options) throws Exception {
        var all = new ArrayList<>(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
        all.addAll(List.of(options));
        keytool(all.toArray(String[]::new));
    }

    private void keytool(String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", "keys.p12", "-storepass", PASSWORD));
        ProcessRun.of(folder, 30, Map.of(), command.toArray(String[]::new)).printedBySuccess();
    }
}
