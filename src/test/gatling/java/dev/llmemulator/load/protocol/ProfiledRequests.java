package dev.llmemulator.load.protocol;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.llmemulator.load.engine.TappedRequest;
import dev.llmemulator.load.engine.Trouble;
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
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The requests that a profile words: the question, what comes before it, and those for tokens. */
final class ProfiledRequests implements QuestionRequest {
    static final String ASK = "ask";

    private static final String CALL = "profiled call";
    private static final String STATUS = "profiled status";
    private static final String LOCATION = "profiled location";
    private static final String BODY = "profiled body";

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
        var all = exec(session -> session);
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
            return exec(session -> session);
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
                .sign((built, session) -> signed(built, session, rule, asks))
                .requestTimeout(timeout)
                .disableFollowRedirect()
                .check(
                        status().saveAs(STATUS),
                        header(HttpHeaderNames.LOCATION).withDefault("").saveAs(LOCATION),
                        bodyString().saveAs(BODY));
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
        return exec(session -> session.removeAll(STATUS, LOCATION, BODY)
                        .set(CALL, new Call(name, asks, AnswerInProgress.of(session))))
                .exec(TappedRequest.send(request, ProfiledRequests::call))
                .exec(session -> {
                    handOver(session, rule, replied);
                    return session;
                });
    }

    // Signing is the last that happens to a request. Before it comes Gatling's own work, which is no part of a TTFT.
    private Request signed(Request built, Session session, RequestRule rule, boolean asks) {
        var sendsItsOwn = built.getHeaders().contains(HttpHeaderNames.AUTHORIZATION);
        var request = sendsItsOwn
                ? built
                : AskRequest.authorized(built, endpoints.get().http());
        var answer = AnswerInProgress.of(session);
        if (context.trace() != null) {
            var lines = new StringBuilder(
                    request.getMethod() + " " + request.getUri().toUrl());
            request.getHeaders()
                    .forEach(each -> lines.append('\n')
                            .append(each.getKey())
                            .append(": ")
                            .append(each.getValue()));
            var body = rule.body(answer.profiled().values());
            context.note(Trace.Kind.SENT, lines + (body == null ? "" : "\n\n" + body));
        }
        if (asks) {
            answer.posted();
        }
        return request;
    }

    private static Call call(Session session) {
        return Objects.requireNonNull(session.<Call>get(CALL), "The user has sent nothing");
    }

    private void handOver(Session session, RequestRule rule, BiConsumer<AnswerInProgress, String> replied) {
        var call = call(session);
        if (!session.contains(STATUS)) {
            call.failed(call.trouble);
            return;
        }
        var status = session.getInt(STATUS);
        var body = String.valueOf(session.getString(BODY));
        context.note(Trace.Kind.REPLY, call.name + ": status " + status + (body.isEmpty() ? "" : "\n" + body));
        if (rule.isSuccess(status)) {
            call.replied(body, replied);
        } else {
            call.failed(
                    status / 100 == 3
                            ? "status " + status + Trouble.redirection(String.valueOf(session.getString(LOCATION)))
                            : AskRequest.reason(status, body));
        }
    }

    /** One request under way: keeps how it ended until its reply is looked at. */
    private static final class Call implements TappedRequest.Tap {
        private final String name;
        private final boolean asks;
        private final AnswerInProgress answer;
        private long startMs;
        private long endMs;
        private String trouble = "no reply";

        Call(String name, boolean asks, AnswerInProgress answer) {
            this.name = name;
            this.asks = asks;
            this.answer = answer;
        }

        @Override
        public void sent(Runnable hangUp) {
            if (asks) {
                answer.canHangUp(hangUp);
            }
        }

        @Override
        public void stepPassed(String step, long startMs, long endMs) {
            this.startMs = startMs;
            this.endMs = endMs;
        }

        @Override
        public void stepFailed(String step, long startMs, long endMs, String reason) {
            stepPassed(step, startMs, endMs);
            trouble = reason;
        }

        void replied(String body, BiConsumer<AnswerInProgress, String> use) {
            try {
                use.accept(answer, body);
                answer.stepPassed(name, startMs, endMs);
            } catch (IllegalArgumentException | IllegalStateException e) {
                failed(String.valueOf(e.getMessage()));
            }
        }

        void failed(String reason) {
            answer.stepFailed(name, startMs, endMs, reason);
            if (asks) {
                answer.refused();
            }
        }
    }
}
