package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;

import dev.llmemulator.load.engine.Steps;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.target.Profile;
import dev.llmemulator.load.target.RequestRule;
import dev.llmemulator.load.target.SavedRequest;
import dev.llmemulator.load.target.TokenSource;
import dev.llmemulator.load.target.Trace;
import io.gatling.http.client.Request;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The requests that a profile words: the question, what comes before it, and those for tokens. */
final class ProfiledRequests implements QuestionRequest {
    static final String ASK = "ask";

    private final Profile profile;
    private final Supplier<Endpoints> endpoints;
    private final AnswerContext context;
    private final LoadSettings settings;

    ProfiledRequests(Profile profile, Supplier<Endpoints> endpoints, AnswerContext context) {
        this.profile = profile;
        this.endpoints = endpoints;
        this.context = context;
        settings = context.settings();
    }

    /** What comes before an answer. */
    @Override
    public ChainBuilder before() {
        var all = exec(Steps.none());
        for (var each : profile.before()) {
            all = all.exec(doIf(session -> isDue(each, session))
                    .then(send(
                            each.name(),
                            each.request(),
                            settings.connectTimeout(),
                            (answer, body) -> ProfiledReading.save(
                                    ProfiledReading.json(body),
                                    each.save(),
                                    answer.profiled().values(),
                                    each.ofUser()))));
        }
        return all;
    }

    // A user who has sent it once has what it saves; one that saves nothing leaves a mark.
    private static boolean isDue(SavedRequest each, Session session) {
        var answer = AnswerInProgress.of(session);
        if (!answer.isFine() || session.isFailed()) {
            return false;
        }
        return !each.ofUser() || User.of(session).saved().putIfAbsent("before " + each.name(), "") == null;
    }

    @Override
    public ChainBuilder send() {
        return exec(session -> {
                    AnswerInProgress.of(session).profiled().word();
                    return session;
                })
                .exec(asked());
    }

    private ChainBuilder asked() {
        return send(ASK, profile.ask(), settings.answerTimeout(), AnswerInProgress::replied);
    }

    /** Fetches a token, if that is where it comes from, for {@code use} to keep. */
    ChainBuilder fetch(String name, TokenSource source, BiConsumer<AnswerInProgress, String> use) {
        if (!(source instanceof TokenSource.Fetched fetched)) {
            return exec(Steps.none());
        }
        return send(
                name,
                fetched.request(),
                settings.connectTimeout(),
                (answer, body) -> use.accept(
                        answer,
                        fetched.pointer().matches() && !body.startsWith("\"")
                                ? body.strip()
                                : ProfiledReading.value(ProfiledReading.json(body), fetched.pointer())
                                        .asText()));
    }

    private ChainBuilder send(
            String name, RequestRule rule, Duration timeout, BiConsumer<AnswerInProgress, String> replied) {
        var asks = name.equals(ASK);
        var request = http(name)
                .httpRequest(
                        rule.method(),
                        session -> rule.url(
                                endpoints.get().httpUrl().toString(),
                                AnswerInProgress.of(session).profiled().values()))
                .sign((built, session) -> signed(built, session, asks))
                .requestTimeout(timeout);
        for (var each : rule.headers().entrySet()) {
            request = request.header(
                    each.getKey(),
                    session -> each.getValue()
                            .fill(AnswerInProgress.of(session).profiled().values()));
        }
        if (rule.json() != null || rule.text() != null) {
            request = request.body(StringBody(session -> Objects.requireNonNull(
                    rule.body(AnswerInProgress.of(session).profiled().values()))));
        }
        if (settings.target() instanceof Target.Remote remote) {
            var proxy = Proxies.of(remote.http().url(), System.getenv());
            if (proxy.isPresent()) {
                request = request.proxy(proxy.get());
            }
        }
        return Call.send(request, answer -> new Profiled(name, rule, answer, replied));
    }

    // Signing is the last that happens to a request. Before it comes Gatling's own work, which is no part of a TTFT.
    private Request signed(Request built, Session session, boolean asks) {
        var sendsItsOwn = built.getHeaders().contains(HttpHeaderNames.AUTHORIZATION);
        var request = sendsItsOwn
                ? built
                : AskRequest.authorized(built, endpoints.get().http());
        var answer = AnswerInProgress.of(session);
        if (asks) {
            request = answer.traced(request);
        }
        if (context.trace() != null) {
            var lines = new StringBuilder(
                    request.getMethod() + " " + request.getUri().toUrl());
            request.getHeaders()
                    .forEach(each -> lines.append('\n')
                            .append(each.getKey())
                            .append(": ")
                            .append(each.getValue()));
            var body = request.getBody();
            context.note(
                    Trace.Kind.SENT,
                    lines + (body == null ? "" : "\n\n" + new String(body.getBytes(), StandardCharsets.UTF_8)));
        }
        if (asks) {
            answer.posted();
        }
        return request;
    }

    /** One request under way, which may be another one than the question. */
    private final class Profiled extends Call {
        private final RequestRule rule;
        private final BiConsumer<AnswerInProgress, String> replied;

        Profiled(String name, RequestRule rule, AnswerInProgress answer, BiConsumer<AnswerInProgress, String> replied) {
            super(name, answer);
            this.rule = rule;
            this.replied = replied;
        }

        private boolean asks() {
            return name.equals(ASK);
        }

        @Override
        public void sent(Runnable hangUp) {
            if (asks()) {
                super.sent(hangUp);
            }
        }

        @Override
        void came(int status, String body) {
            context.note(Trace.Kind.REPLY, name + ": status " + status + (body.isEmpty() ? "" : "\n" + body));
        }

        @Override
        boolean isSuccess(int status) {
            return rule.isSuccess(status);
        }

        @Override
        void read(String body) {
            try {
                replied.accept(answer, body);
            } catch (IllegalStateException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }

        @Override
        void failed(String reason) {
            if (asks()) {
                super.failed(reason);
            } else {
                failStep(reason);
            }
        }
    }
}
