package dev.llmemulator.load.engine;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code engine/} takes for granted of Gatling 3.15.1 and no documentation promises. If a test fails after an upgrade, its message
 * says what changed and which class relies on it. Each of those classes says why the public API does not do.
 */
class GatlingInternalsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            io.gatling.core.CoreComponents | ActorSystem, EventLoopGroup, ActorRef, Option, StatsEngine, Clock, Action, GatlingConfiguration | WatchedComponents
            io.gatling.http.engine.HttpEngine | SslContextsFactory, HttpClient, EventLoopGroup, Clock, GatlingConfiguration | WatchedComponents
            io.gatling.http.util.SslContextsFactory | SslConfiguration, boolean | WatchedComponents
            io.gatling.core.config.SslConfiguration | boolean, boolean, FiniteDuration, boolean, List, List, int, FiniteDuration, boolean, Option, Option | UserTrust
            io.gatling.http.protocol.HttpComponents | HttpProtocol, HttpEngine, HttpCaches, HttpTxExecutor | TappedSocket
            io.gatling.http.action.ws.WsConnect | Function1, Function1, Function1, List, Option, CoreComponents, HttpComponents, Action | TappedSocket
            io.gatling.http.request.builder.ws.WsRequestExpressionBuilder | CommonAttributes, HttpCaches, HttpProtocol, GatlingConfiguration, Option | TappedSocket
            io.gatling.http.engine.tx.HttpTxExecutor | CoreComponents, HttpEngine, HttpCaches, DefaultStatsProcessor, HttpProtocol | TappedRequest
            io.gatling.http.engine.response.DefaultStatsProcessor | StatsEngine | TappedRequest
            io.gatling.http.action.HttpRequestAction | HttpRequestDef, HttpTxExecutor, CoreComponents, Action | TappedRequest
            io.gatling.core.action.ActorDelegatingAction | String, ActorRef | UserAction
            io.gatling.app.Runner | ActorSystem, EventLoopGroup, Clock, GatlingArgs, GatlingConfiguration | QuietRun
            io.gatling.app.Selection | SimulationClass, String, String | QuietRun
            io.gatling.core.controller.Controller$Command$StopLoadGenerator | String, boolean | EngineLink
            """)
    void constructor_takesWhatWeGiveIt(String type, String parameters, String user) throws Exception {
        assertThat(Arrays.stream(Class.forName(type).getConstructors())
                        .map(GatlingInternalsTest::parameters)
                        .toList())
                .as("The constructor of Gatling's %s changed. engine/%s builds it by position.", type, user)
                .contains(parameters);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            io.gatling.core.config.GatlingConfiguration | core, socket, netty, ssl, reports, http, jms, data
            io.gatling.core.config.SslConfiguration | useOpenSsl, useOpenSslFinalizers, handshakeTimeout, useInsecureTrustManager, enabledProtocols, enabledCipherSuites, sessionCacheSize, sessionTimeout, enableSni, keyManagerFactory, trustManagerFactory
            io.gatling.core.config.HttpConfiguration | fetchedCssCacheMaxCapacity, fetchedHtmlCacheMaxCapacity, perUserCacheMaxCapacity, warmUpUrl, pooledConnectionIdleTimeout, requestTimeout, enableHostnameVerification, dns
            """)
    void configuration_hasTheFieldsThatAreCopied(String type, String fields) throws Exception {
        assertThat(Arrays.stream(Class.forName(type).getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .map(Field::getName)
                        .collect(joining(", ")))
                .as(
                        "The fields of Gatling's %s changed. engine/TappedSocket and UserTrust copy them by position, to give"
                                + " the WebSocket a timeout and users a trust: a swap would compile and do harm.",
                        type)
                .isEqualTo(fields);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            io.gatling.http.client.HttpListener | onFinalClientRequest, onHttpResponse, onHttpResponseBodyChunk, onProtocolAwareness, onSend, onThrowable, onWrite | TappedRequest | forwards each of them to Gatling's own listener
            io.gatling.http.client.WebSocketListener | onBinaryFrame, onCloseFrame, onFinalClientRequest, onHttpResponseBodyChunk, onPongFrame, onTextFrame, onWebSocketOpen, openWebSocket, sendFrame | TappedListener | forwards all but text and binary frames to Gatling's own listener
            io.gatling.http.client.HttpClient | flushClientIdChannels, isClosed, sendHttp2Requests, sendRequest | WatchedComponents | sends all requests by way of the real engine
            io.gatling.core.stats.StatsEngine | logGroupEnd, logRequestCrash, logResponse, logUserEnd, logUserStart, start, stop | SilentStatsEngine, StepStats | keep all of them from the report
            """)
    void type_hasTheMethodsThatWeStandBefore(String type, String methods, String user, String job) throws Exception {
        assertThat(Arrays.stream(Class.forName(type).getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers())
                                && !Modifier.isStatic(method.getModifiers())
                                && !method.getName().contains("$"))
                        .map(Method::getName)
                        .distinct()
                        .sorted(Comparator.naturalOrder())
                        .collect(joining(", ")))
                .as(
                        "The methods of Gatling's %s changed. engine/%s %s: a new one has to be handled too.",
                        type, user, job)
                .isEqualTo(methods);
    }

    @ParameterizedTest(name = "{0}.{1}")
    @CsvSource(delimiter = '|', textBlock = """
            io.gatling.core.stats.StatsEngine | logResponse | String, List, String, long, long, Status, Option, Option | EngineLink writes our rows with it, StepStats learns from it how a step went
            io.gatling.core.stats.StatsEngine | logRequestCrash | String, List, String, String | StepStats learns from it that a step could not begin
            io.gatling.http.engine.HttpEngine | executeRequest | Request, long, boolean, EventLoop, HttpListener, Option | WatchedComponents hands requests on to it
            io.gatling.http.cache.SslContextSupport | setSslContexts | HttpProtocol, HttpEngine | UserTrust gives a user another TLS context with it
            io.gatling.http.request.builder.HttpRequestBuilder | build | HttpCaches, HttpProtocol, boolean, GatlingConfiguration | TappedRequest makes its request with it
            io.gatling.core.session.Session | copy | String, long, Map, Status, List, Function1, EventLoop | UserLoops moves a user to another event loop with it
            io.gatling.app.Runner | newStatsEngine | SimulationParams, RunMessage | QuietRun keeps a warm-up from the report with it
            io.gatling.app.Runner | start | SimulationParams, CoreComponents, PopulationFlows | QuietRun runs a warm-up with it
            """)
    void method_takesWhatWeGiveIt(String type, String name, String parameters, String use) throws Exception {
        assertThat(Arrays.stream(Class.forName(type).getMethods())
                        .filter(method -> method.getName().equals(name))
                        .map(method -> types(method.getParameterTypes()))
                        .toList())
                .as("The parameters of Gatling's %s.%s changed. engine/%s.", type, name, use)
                .contains(parameters);
    }

    @Test
    void exceptions_areThoseThatAreTranslated() {
        for (var name : new String[] {"PrematureCloseException", "RequestTimeoutException"}) {
            assertThatCode(() -> Class.forName("io.gatling.http.client.impl." + name))
                    .as("Gatling has no %s any more. engine/Trouble says in plain words what it means.", name)
                    .doesNotThrowAnyException();
        }
    }

    private static String parameters(Constructor<?> constructor) {
        return types(constructor.getParameterTypes());
    }

    private static String types(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getSimpleName).collect(joining(", "));
    }
}
