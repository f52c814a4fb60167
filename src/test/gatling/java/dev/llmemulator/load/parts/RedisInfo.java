package dev.llmemulator.load.parts;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What Redis says of itself by {@code INFO}: {@code name:value} lines. */
final class RedisInfo {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final Pattern KEYS = Pattern.compile("keys=(\\d+)(?:,expires=(\\d+),avg_ttl=(\\d+))?(?:,.*)?");

    private final Map<String, String> values = new HashMap<>();

    private RedisInfo() {}

    static RedisInfo parse(String info) throws IOException {
        var parsed = new RedisInfo();
        for (var line : info.split("\r?\n", -1)) {
            var pair = line.split(":", 2);
            if (pair.length == 2 && !line.startsWith("#")) {
                parsed.values.put(pair[0], pair[1]);
            }
        }
        if (!parsed.values.containsKey("redis_version")) {
            throw new IOException("its INFO is not that of a Redis");
        }
        return parsed;
    }

    void read(Reading into) {
        into.set(PartFigure.CPU_SECONDS, number("used_cpu_sys") + number("used_cpu_user"))
                .set(
                        PartFigure.MAIN_THREAD_CPU_SECONDS,
                        number("used_cpu_sys_main_thread") + number("used_cpu_user_main_thread"))
                .set(PartFigure.MEMORY_BYTES, number("used_memory_rss"))
                .set(PartFigure.DATA_BYTES, number("used_memory"))
                .set(PartFigure.CONNECTIONS, number("connected_clients"))
                .set(PartFigure.PLACES, number("connected_clients"))
                .set(PartFigure.PLACES_LIMIT, number("maxclients"))
                .set(PartFigure.CHANNELS, number("pubsub_channels"))
                .set(PartFigure.COMMANDS, number("total_commands_processed"))
                .set(PartFigure.DROPPED, number("rejected_connections"));
        readKeys(into);
        var limit = number("maxmemory");
        // 0 is no limit.
        if (limit > 0) {
            into.set(PartFigure.DATA_LIMIT_BYTES, limit);
        }
    }

    /** Seconds since the epoch at which it started; NaN if it does not say. */
    double startedAt() {
        return number("server_time_usec") / 1e6 - number("uptime_in_seconds");
    }

    // Over all databases; one without keys is not listed.
    private void readKeys(Reading into) {
        var sum = 0.0;
        var expiring = 0.0;
        var leftMs = 0.0;
        for (var each : values.entrySet()) {
            var keys = KEYS.matcher(each.getValue());
            if (each.getKey().startsWith("db") && keys.matches()) {
                sum += Double.parseDouble(keys.group(1));
                if (keys.group(2) != null) {
                    var expires = Double.parseDouble(keys.group(2));
                    expiring += expires;
                    leftMs += expires * Double.parseDouble(keys.group(3));
                }
            }
        }
        into.set(PartFigure.KEYS, sum);
        if (leftMs > 0) {
            into.set(PartFigure.KEY_LIFE_SECONDS, leftMs / expiring / 1e3);
        }
    }

    private double number(String name) {
        var value = values.getOrDefault(name, "");
        return NUMBER.matcher(value).matches() ? Double.parseDouble(value) : Double.NaN;
    }
}
