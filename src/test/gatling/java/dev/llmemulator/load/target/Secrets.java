package dev.llmemulator.load.target;

import java.util.Set;
import java.util.regex.Pattern;

/** Takes out of a text what nobody may see: the secrets of a profile, tokens, passwords and cookies. */
public final class Secrets {
    private static final String HIDDEN = "***";
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*");
    private static final Pattern HEADER =
            Pattern.compile("(?im)^((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|[\\w-]*token): .*$");
    private static final Pattern FIELD = Pattern.compile(
            "(?i)(\"[^\"]*(?:token|secret|password|passwd|api_?key|jwt|authorization)[^\"]*\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Set<String> secrets;

    public Secrets(Set<String> secrets) {
        this.secrets = secrets;
    }

    /** The text without secrets and JWTs. */
    public String hide(String text) {
        var safe = text;
        for (var secret : secrets) {
            safe = safe.replace(secret, HIDDEN);
        }
        return JWT.matcher(safe).replaceAll(HIDDEN);
    }

    /** The same of a request or a reply, whose headers and fields may be secret by their names. */
    public String hideNamed(String text) {
        var safe = HEADER.matcher(hide(text)).replaceAll("$1: " + HIDDEN);
        return FIELD.matcher(safe).replaceAll("$1\"" + HIDDEN + "\"");
    }
}
