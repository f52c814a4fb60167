package dev.llmemulator.load.run;

import io.gatling.commons.util.GatlingVersion;
import java.util.LinkedHashMap;
import java.util.Map;

/** Versions and sizes of what took part in a run, by name. */
final class Versions {
    private Versions() {}

    static Map<String, String> current() {
        var versions = new LinkedHashMap<String, String>();
        versions.put("gatling", GatlingVersion.ThisVersion().fullVersion());
        versions.put("java", System.getProperty("java.runtime.version", "unknown"));
        versions.put("java_vm", System.getProperty("java.vm.name", "unknown"));
        versions.put(
                "os",
                System.getProperty("os.name", "unknown") + " " + System.getProperty("os.version", "") + " "
                        + System.getProperty("os.arch", ""));
        versions.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        versions.put("max_heap_mb", String.valueOf(Runtime.getRuntime().maxMemory() >> 20));
        return versions;
    }
}
