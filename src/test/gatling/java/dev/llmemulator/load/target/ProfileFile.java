package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import dev.llmemulator.load.client.OneLine;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.settings.SettingType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a profile from its file. Every error names file, line, key and what is allowed. */
public final class ProfileFile {
    static final ShippedFiles FILES = new ShippedFiles("-Dprofile", "Profile", "profile", "/profiles/", ".conf");

    private static final Duration LONG = Duration.ofDays(365);
    private static final int MOST_STATUS = 599;

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> BUILT_IN = Set.of(("question directives session user user_number cycle answer tag"
                    + " uuid model words delay ttft seed channel client")
            .split(" "));
    private static final String ENVIRONMENT = "env.";

    private final String file;
    private final @Nullable Path folder;
    private final Function<String, @Nullable String> environment;
    private final Set<String> secrets = new HashSet<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Set<String> saved = new LinkedHashSet<>();

    private ProfileFile(String file, @Nullable Path folder, Function<String, @Nullable String> environment) {
        this.file = file;
        this.folder = folder;
        this.environment = environment;
    }

    /**
     * Reads the file of this path, or the profile that ships under this name.
     *
     * @param environment the value of a variable; null if there is none
     * @throws InvalidSettingException if anything in it is wrong
     */
    public static Profile read(String pathOrName, Function<String, @Nullable String> environment) {
        var file = FILES.read(pathOrName);
        return new ProfileFile(pathOrName, file.folder(), environment).parse(file.text());
    }

    private Profile parse(String text) {
        Config config;
        try {
            config = ConfigFactory.parseString(
                            text, ConfigParseOptions.defaults().setOriginDescription(file))
                    .resolve(ConfigResolveOptions.noSystem());
        } catch (ConfigException.UnresolvedSubstitution e) {
            throw new InvalidSettingException(
                    "Profile %s An environment variable is written #{env.NAME} here.".formatted(reason(e)));
        } catch (ConfigException e) {
            throw new InvalidSettingException("Profile " + reason(e));
        }
        return profile(new Section(file, "", config.root()));
    }

    // Made to look like our own: "chat.conf: 3: Expecting …" names file and line as "chat.conf, line 3: Expecting …".
    private String reason(ConfigException e) {
        var said = OneLine.of(String.valueOf(e.getMessage()));
        return said.startsWith(file + ": ") ? file + ", line " + said.substring(file.length() + 2) : file + ": " + said;
    }

    private Profile profile(Section top) {
        top.only(
                "name",
                "http_url",
                "ws_url",
                "stream_url",
                "emulation_url",
                "ca",
                "emulator_url",
                "order",
                "channel",
                "session",
                "question",
                "before",
                "ask",
                "tokens",
                "connect",
                "publications");
        if (top.has("http_url") != top.has("ws_url")) {
            throw top.refuse(top.has("http_url") ? "ws_url" : "http_url", "is missing: the two belong together.");
        }
        var question = top.sectionOrEmpty("question").only("text", "directives", "traced");
        var tokens = top.sectionOrEmpty("tokens").only("connection", "subscription");
        var connect = top.sectionOrEmpty("connect").only("headers", "data");
        var directives = question.trueFalse("directives", true);
        var before = top.sections("before").stream().map(this::before).toList();
        var ask = top.section("ask", "an object with path, method, headers, body, status and reply");
        ask.only("path", "method", "headers", "body", "status", "reply");
        var order = top.oneOf("order", Profile.Order.class, Profile.Order.SUBSCRIBE_THEN_ASK);
        var reply = reply(ask.sectionOrEmpty("reply"));
        checkChannel(top, order, reply, ask.sectionOrEmpty("reply"));
        var profile = new Profile(
                Objects.requireNonNullElse(top.textOrNull("name", "a text"), nameOfFile()),
                url(top, "http_url", SettingType.baseUrl("http", "https")),
                url(top, "ws_url", SettingType.url("ws", "wss")),
                url(top, "stream_url", SettingType.url("http", "https")),
                url(top, "emulation_url", SettingType.url("http", "https")),
                ca(top),
                url(top, "emulator_url", SettingType.baseUrl("http", "https")),
                order,
                top.has("channel") ? checked(top, "channel", top.template("channel")) : null,
                top.oneOf("session", List.of("answer", "user"), "answer").equals("user"),
                question.has("text")
                        ? checked(question, "text", question.template("text"))
                        : Template.of("What would a language model say?"),
                directives,
                directives && question.trueFalse("traced", true),
                before,
                request(ask, "POST"),
                reply,
                tokens(tokens, "connection"),
                tokens(tokens, "subscription"),
                checked(connect, connect.templates("headers")),
                connect.has("data") ? checked(connect, "data", object(connect, "data")) : null,
                publications(top.section(
                        "publications", "an object with text, mode, end, error, index, due, sent, answer and encoded")),
                secrets,
                variables);
        if (profile.publications().end() == null && !profile.traced()) {
            throw top.section("publications", "")
                    .refuse("end", "= traced needs traced text: question.directives and question.traced.");
        }
        return profile;
    }

    private String nameOfFile() {
        return String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.conf$", "");
    }

    private static @Nullable URI url(Section section, String key, SettingType<URI> type) {
        return section.has(key)
                ? section.read(
                        key, type.accepts(), text -> type.reader().apply(text).orElse(null))
                : null;
    }

    private @Nullable String ca(Section top) {
        if (!top.has("ca")) {
            return null;
        }
        var type = SettingType.certificates();
        return top.read("ca", type.accepts(), text -> {
            var path = inFolder(text).toString();
            return type.reader().apply(path).isPresent() ? path : null;
        });
    }

    private Path inFolder(String path) {
        return folder == null ? Path.of(path) : folder.resolve(path);
    }

    private static void checkChannel(Section top, Profile.Order order, ReplyRule reply, Section replySection) {
        switch (order) {
            case SUBSCRIBE_THEN_ASK -> {
                if (!top.has("channel")) {
                    throw top.refuse(
                            "channel",
                            "is missing: with order = subscribe_then_ask it must be a template, such as"
                                    + " \"chat:#{session}\".");
                }
            }
            case ASK_THEN_SUBSCRIBE -> {
                if (!top.has("channel") && reply.channel() == null) {
                    throw top.refuse(
                            "channel",
                            "is missing: with order = ask_then_subscribe the reply must name it (ask.reply.channel), or"
                                    + " this key.");
                }
                if (reply.channel() != null && reply.comes() != ReplyRule.Comes.AT_ONCE) {
                    throw replySection.refuse(
                            "comes", "must be at_once where the reply names the channel of an answer to come.");
                }
            }
            case SERVER_SIDE -> {}
        }
        if (reply.channel() != null && order != Profile.Order.ASK_THEN_SUBSCRIBE) {
            throw replySection.refuse("channel", "belongs to order = ask_then_subscribe.");
        }
    }

    private SavedRequest before(Section section) {
        section.only("name", "path", "method", "headers", "body", "status", "save", "once");
        var request = request(section, "POST");
        var save = section.pointers("save");
        saved.addAll(save.keySet());
        return new SavedRequest(
                section.text("name", "a text: the name of its row in the report"),
                request,
                save,
                section.oneOf("once", List.of("user", "answer"), "user").equals("user"));
    }

    private RequestRule request(Section section, String method) {
        var path = checked(section, "path", section.template("path"));
        if (!path.toString().matches("(/|https?://|#\\{).*")) {
            throw section.refuse("path", "must begin with a slash, or be a whole URL of http or https.");
        }
        var isJson = section.isListOrObject("body");
        var headers = new HashMap<>(checked(section, section.templates("headers")));
        if (isJson && headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            headers.put("Content-Type", Template.of("application/json"));
        }
        return new RequestRule(
                section.oneOf("method", METHODS, method),
                path,
                headers,
                isJson ? checked(section, "body", section.json("body")) : null,
                isJson || !section.has("body") ? null : checked(section, "body", section.template("body")),
                statuses(section));
    }

    private static Set<Integer> statuses(Section section) {
        var all = new HashSet<Integer>();
        if (section.has("status")) {
            for (var each : section.values("status")) {
                if (!each.isInt() || each.intValue() < 100 || each.intValue() > MOST_STATUS) {
                    throw section.refuse("status", "must be a status, such as 202, or a list of such.");
                }
                all.add(each.intValue());
            }
        }
        return all;
    }

    private ReplyRule reply(Section section) {
        section.only("comes", "channel", "text", "tokens", "sha256", "save", "error");
        var comes = section.oneOf("comes", ReplyRule.Comes.class, ReplyRule.Comes.END);
        for (var key : List.of("text", "tokens", "sha256")) {
            if (section.has(key) && comes != ReplyRule.Comes.END) {
                throw section.refuse(key, "belongs to comes = end: before, nobody knows it.");
            }
        }
        var save = section.pointers("save");
        saved.addAll(save.keySet());
        var rule = new ReplyRule(
                comes,
                section.pointerOrNull("channel"),
                section.pointerOrNull("text"),
                section.pointerOrNull("tokens"),
                section.pointerOrNull("sha256"),
                save,
                section.has("error") ? error(section) : null);
        if (comes == ReplyRule.Comes.UNREAD && rule.isRead()) {
            throw section.refuse("comes", "= unread leaves nothing to read: leave the other keys of the reply out.");
        }
        return rule;
    }

    private TokenSource tokens(Section section, String key) {
        var allowed = "none, or an object with one of signed, fetched and given";
        if (!section.has(key)
                || (!section.isObject(key) && section.text(key, allowed).equals("none"))) {
            return new TokenSource.None();
        }
        var source = section.section(key, allowed).only("signed", "fetched", "given");
        var given = List.of("signed", "fetched", "given").stream()
                .filter(source::has)
                .toList();
        if (given.size() != 1) {
            throw section.refuse(key, "must be " + allowed + ".");
        }
        return switch (given.get(0)) {
            case "signed" -> signed(source.section("signed", "an object"), key);
            case "fetched" -> fetched(source.section("fetched", "an object with path and pointer"));
            default -> new TokenSource.Given(checked(source, "given", source.template("given")));
        };
    }

    private TokenSource fetched(Section section) {
        section.only("path", "method", "headers", "body", "status", "pointer");
        return new TokenSource.Fetched(
                request(section, section.has("body") ? "POST" : "GET"), section.pointer("pointer"));
    }

    private TokenSource signed(Section section, String kind) {
        section.only("algorithm", "secret_env", "key_file", "key_id", "lifetime", "claims");
        var algorithm = section.oneOf("algorithm", JwtSigner.ALGORITHMS, "HS256");
        if (section.has("secret_env") && (section.has("key_file") || JwtSigner.needsKey(algorithm))) {
            throw section.refuse(
                    "secret_env",
                    section.has("key_file")
                            ? "and key_file exclude each other."
                            : "belongs to HS256, HS384 and HS512; %s needs a key_file.".formatted(algorithm));
        }
        if (JwtSigner.needsKey(algorithm) && !section.has("key_file")) {
            throw section.refuse(
                    "key_file", "is missing: %s needs a file with a private key, as PKCS#8 PEM.".formatted(algorithm));
        }
        return new TokenSource.Signed(signer(section, algorithm), claims(section, kind));
    }

    private JwtSigner signer(Section section, String algorithm) {
        var keyId = section.textOrNull("key_id", "a text");
        var lifetime = section.duration("lifetime", LONG);
        if (section.has("key_file")) {
            var content = content(section);
            if (JwtSigner.needsKey(algorithm)) {
                try {
                    return JwtSigner.withKey(algorithm, content, keyId, lifetime);
                } catch (IllegalArgumentException e) {
                    throw section.refuse("key_file", e.getMessage() + ".");
                }
            }
            secrets.add(content);
            return JwtSigner.withSecret(algorithm, content, keyId, lifetime);
        }
        var secret = section.has("secret_env") ? variable(section, "secret_env", section.text("secret_env", "")) : null;
        return JwtSigner.withSecret(algorithm, secret, keyId, lifetime);
    }

    private String content(Section section) {
        try {
            var content = Files.readString(inFolder(section.text("key_file", "the path of a file")))
                    .strip();
            if (!content.isEmpty()) {
                return content;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw section.refuse("key_file", "must be a file that can be read, relative to the profile, and not empty.");
    }

    // What Centrifugo asks for is added where the profile does not say it.
    private JsonTemplate claims(Section section, String kind) {
        var wanted = section.has("claims") ? section.section("claims", "an object") : null;
        var defaults = JsonNodeFactory.instance.objectNode().put("sub", "#{user}");
        if (kind.equals("subscription")) {
            defaults.put("channel", "#{channel}");
        }
        if (wanted != null) {
            section.values("claims").get(0).properties().forEach(each -> defaults.set(each.getKey(), each.getValue()));
        }
        return checked(
                section, "claims", new JsonTemplate(defaults, unreadable -> section.refuse("claims", unreadable)));
    }

    private static JsonTemplate object(Section section, String key) {
        if (!section.isObject(key)) {
            section.section(key, "an object");
        }
        return section.json(key);
    }

    private PublicationRule publications(Section section) {
        section.only("text", "mode", "end", "error", "index", "due", "sent", "answer", "encoded");
        var text = section.isObject("text") ? section.section("text", "").only("pointer", "when") : null;
        if (!section.has("end")) {
            throw section.refuse(
                    "end",
                    "is missing. It must be a condition, such as { pointer = \"/done\", equals = true }, or traced.");
        }
        var traced = !section.isListOrObject("end") && section.text("end", "").equals("traced");
        return new PublicationRule(
                text == null ? section.pointer("text") : text.pointer("pointer"),
                text != null && text.has("when") ? condition(text, "when") : null,
                section.oneOf("mode", List.of("delta", "snapshot"), "delta").equals("snapshot"),
                traced ? null : condition(section, "end"),
                section.has("error") ? error(section) : null,
                section.pointerOrNull("index"),
                section.pointerOrNull("due"),
                section.pointerOrNull("sent"),
                section.has("answer") ? condition(section, "answer") : null,
                section.trueFalse("encoded", false));
    }

    private ErrorRule error(Section parent) {
        var section = parent.isObject("error") ? parent.section("error", "") : null;
        return new ErrorRule(
                condition(parent, "error", "reason"), section == null ? null : section.pointerOrNull("reason"));
    }

    private Condition condition(Section parent, String key) {
        return condition(parent, key, "pointer");
    }

    private Condition condition(Section parent, String key, String alsoAllowed) {
        if (!parent.isObject(key)) {
            if (parent.isListOrObject(key)) {
                parent.section(key, "a JSON pointer, or an object with pointer, and equals or present");
            }
            return new Condition(parent.pointer(key), List.of(), true);
        }
        var section = parent.section(key, "").only("pointer", "equals", "present", alsoAllowed);
        var equal = new ArrayList<Condition.Expected>();
        if (section.has("equals")) {
            for (JsonNode each : section.values("equals")) {
                equal.add(new Condition.Expected(
                        each.isTextual()
                                ? checked(
                                        section,
                                        "equals",
                                        new Template(each.textValue(), problem -> section.refuse("equals", problem)))
                                : null,
                        each));
            }
        }
        JsonPointer pointer = section.pointer("pointer");
        var present = section.trueFalse("present", true);
        if (!present && !equal.isEmpty()) {
            throw section.refuse("present", "= false and equals exclude each other.");
        }
        return new Condition(pointer, equal, present);
    }

    private Map<String, Template> checked(Section section, Map<String, Template> templates) {
        templates.values().forEach(each -> checked(section, "headers", each));
        return templates;
    }

    private JsonTemplate checked(Section section, String key, JsonTemplate json) {
        json.templates().forEach(each -> checked(section, key, each));
        return json;
    }

    // Each gap must be known, or saved by a request before; a variable must be set.
    private Template checked(Section section, String key, Template template) {
        for (var name : template.names()) {
            if (name.startsWith(ENVIRONMENT)) {
                variable(section, key, name.substring(ENVIRONMENT.length()));
            } else if (!BUILT_IN.contains(name) && !saved.contains(name)) {
                var known = new ArrayList<>(saved);
                BUILT_IN.stream().sorted().forEach(known::add);
                var meant = Spelling.nearest(known, name)
                        .map(each -> "; did you mean #{" + each + "}?")
                        .orElse(".");
                throw section.refuse(
                        key,
                        "has #{%s}, which nothing gives a value to%s Allowed: %s, env.NAME, and what ask.reply and the requests before it save."
                                .formatted(name, meant, String.join(", ", known)));
            }
        }
        return template;
    }

    private String variable(Section section, String key, String name) {
        var value = environment.apply(name);
        if (value == null || value.isEmpty()) {
            throw section.refuse(
                    key, "needs the environment variable %s (or a line in .env), which is not set.".formatted(name));
        }
        secrets.add(value);
        variables.put(ENVIRONMENT + name, value);
        return value;
    }
}
