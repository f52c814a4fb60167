package dev.llmemulator.load.watch;

import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.settings.Certificates;
import java.net.Proxy;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Clients that reach a server as the users do: with the same trust, by no proxy, and following nobody. */
public final class WebClients {
    private WebClients() {}

    public static OkHttpClient.Builder of(Trust trust) {
        var managers = trust.managers();
        var builder = new OkHttpClient.Builder();
        if (trust.anybody()) {
            builder.hostnameVerifier((host, session) -> true);
        }
        return builder.sslSocketFactory(
                        Certificates.sockets(managers), (X509TrustManager) managers.getTrustManagers()[0])
                .proxy(Proxy.NO_PROXY)
                .protocols(List.of(Protocol.HTTP_1_1))
                .followRedirects(false);
    }
}
