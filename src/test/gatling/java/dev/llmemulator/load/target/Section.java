package dev.llmemulator.load.target;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.llmemulator.settings.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An object of a profile, with its path. Whatever is wrong in it is an error that names file, line and key. */
final class Section {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SHOWN = 60;

    private final String file;
    private final String path;
    private final ConfigObject object;

    Section(String file, String path, ConfigObject object) {
        this.file = file;
        this.path = path;
        this.object = object;
    }

    /** Refuses every key but these. To be called first, because a misspelt key explains a missing one. */
    Section only(String... keys) {
        var allowed = List.of(keys);
        for (var key : new TreeMap<>(object).keySet()) {
            if (!allowed.contains(key)) {
                var meant = Spelling.nearest(allowed, key)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse(".");
                throw problem(
                        object.get(key),
                        key,
                        "is no key of %s%s Allowed: %s."
                                .formatted(path.isEmpty() ? "a profile" : path, meant, String.join(", ", allowed)));
            }
        }
        return this;
    }

    boolean has(String key) {
        var value = object.get(key);
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    /** The error for a key that is there, or for its absence. */
    InvalidSettingException refuse(String key, String what) {
        return problem(object.get(key), key, what);
    }

    private InvalidSettingException problem(@Nullable ConfigValue value, String key, String what) {
        var line = (value == null ? object : value).origin().lineNumber();
        return new InvalidSettingException("Profile %s%s: %s %s"
                .formatted(file, line > 0 ? ", line " + line : "", key.isEmpty() ? path : pathOf(key), what));
    }

    private InvalidSettingException mustBe(String key, String allowed) {
        var value = object.get(key);
        return value == null
                ? refuse(key, "is missing. It must be " + allowed + ".")
                : refuse(key, "must be " + allowed + ", but is " + shown(value) + ".");
    }

    private static String shown(ConfigValue value) {
        var text = value.render(ConfigRenderOptions.concise());
        return switch (value.valueType()) {
            case OBJECT -> "an object";
            case LIST -> "a list";
            case NULL -> "null";
            default -> text.substring(0, Math.min(SHOWN, text.length()));
        };
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private ConfigValue get(String key) {
        return Objects.requireNonNull(object.get(key));
    }

    boolean isObject(String key) {
        return has(key) && get(key).valueType() == ConfigValueType.OBJECT;
    }

    /** An object within this one; it is required. */
    Section section(String key, String allowed) {
        if (!isObject(key)) {
            throw mustBe(key, allowed);
        }
        return new Section(file, pathOf(key), (ConfigObject) get(key));
    }

    /** An object within this one; an empty one if it is not there. */
    Section sectionOrEmpty(String key) {
        return has(key)
                ? section(key, "an object")
                : new Section(file, pathOf(key), ConfigValueFactory.fromMap(Map.of()));
    }

    /** The objects of a list. */
    List<Section> sections(String key) {
        var all = new ArrayList<Section>();
        if (has(key)) {
            if (get(key).valueType() != ConfigValueType.LIST) {
                throw mustBe(key, "a list of objects");
            }
            for (ConfigValue each : (ConfigList) get(key)) {
                if (each.valueType() != ConfigValueType.OBJECT) {
                    throw problem(each, key, "must have objects only, but has " + shown(each) + ".");
                }
                all.add(new Section(file, pathOf(key) + "[" + all.size() + "]", (ConfigObject) each));
            }
        }
        return all;
    }

    /** A text; a plain number or truth value counts as one. */
    String text(String key, String allowed) {
        if (!isScalar(key)) {
            throw mustBe(key, allowed);
        }
        return String.valueOf(get(key).unwrapped());
    }

    @Nullable
    String textOrNull(String key, String allowed) {
        return has(key) ? text(key, allowed) : null;
    }

    private boolean isScalar(String key) {
        return has(key)
                && switch (get(key).valueType()) {
                    case STRING, NUMBER, BOOLEAN -> true;
                    default -> false;
                };
    }

    boolean trueFalse(String key, boolean unlessGiven) {
        if (!has(key)) {
            return unlessGiven;
        }
        var text = isScalar(key) ? text(key, "") : "";
        if (!text.equals("true") && !text.equals("false")) {
            throw mustBe(key, "true or false");
        }
        return text.equals("true");
    }

    /** One of the words of an enumeration, in lower case. */
    <E extends Enum<E>> E oneOf(String key, Class<E> type, E unlessGiven) {
        if (!has(key)) {
            return unlessGiven;
        }
        var names = new ArrayList<String>();
        for (E each : type.getEnumConstants()) {
            var name = each.name().toLowerCase(Locale.ROOT);
            if (isScalar(key) && text(key, "").equalsIgnoreCase(name)) {
                return each;
            }
            names.add(name);
        }
        throw mustBe(key, "one of " + String.join(", ", names));
    }

    String oneOf(String key, List<String> words, String unlessGiven) {
        if (!has(key)) {
            return unlessGiven;
        }
        if (!isScalar(key) || !words.contains(text(key, ""))) {
            throw mustBe(key, "one of " + String.join(", ", words));
        }
        return text(key, "");
    }

    Duration duration(String key, Duration unlessGiven) {
        if (!has(key)) {
            return unlessGiven;
        }
        try {
            var given = object.toConfig().getDuration(key);
            if (given.toSeconds() > 0) {
                return given;
            }
        } catch (ConfigException e) {
            // Said below.
        }
        throw mustBe(key, "a time of a second or more, such as 60s, 5m or 1h");
    }

    /** What the reader makes of a text; it refuses by an {@link IllegalArgumentException} or by null. */
    <T> T read(String key, String allowed, Function<String, @Nullable T> reader) {
        var given = text(key, allowed);
        try {
            var value = reader.apply(given);
            if (value != null) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw mustBe(key, allowed);
    }

    JsonPointer pointer(String key) {
        var allowed = "a JSON pointer, such as \"/delta/text\", or \"\" for the whole";
        if (!has(key) || get(key).valueType() != ConfigValueType.STRING) {
            throw mustBe(key, allowed);
        }
        return read(key, allowed, JsonPointer::compile);
    }

    @Nullable
    JsonPointer pointerOrNull(String key) {
        return has(key) ? pointer(key) : null;
    }

    Template template(String key) {
        return new Template(text(key, "a text"), unreadable -> refuse(key, unreadable));
    }

    /** The texts of an object, by name. */
    Map<String, Template> templates(String key) {
        var section = sectionOrEmpty(key);
        var all = new LinkedHashMap<String, Template>();
        section.object.keySet().stream().sorted().forEach(name -> all.put(name, section.template(name)));
        return all;
    }

    /** The pointers of an object, by name. */
    Map<String, JsonPointer> pointers(String key) {
        var section = sectionOrEmpty(key);
        var all = new LinkedHashMap<String, JsonPointer>();
        section.object.keySet().stream().sorted().forEach(name -> all.put(name, section.pointer(name)));
        return all;
    }

    /** Any value as JSON, whose texts are templates. */
    JsonTemplate json(String key) {
        return new JsonTemplate(tree(key), unreadable -> refuse(key, unreadable));
    }

    private JsonNode tree(String key) {
        try {
            return JSON.readTree(get(key).render(ConfigRenderOptions.concise()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("HOCON that is no JSON", e);
        }
    }

    /** A value or the values of a list, as JSON. */
    List<JsonNode> values(String key) {
        var tree = tree(key);
        if (!tree.isArray()) {
            return List.of(tree);
        }
        var all = new ArrayList<JsonNode>();
        tree.forEach(all::add);
        return all;
    }

    boolean isListOrObject(String key) {
        return has(key) && !isScalar(key);
    }
}
