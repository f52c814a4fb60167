package dev.llmemulator.http;

import dev.llmemulator.settings.HttpSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The APIs beside {@code /api/run}. */
record OtherApis(List<Endpoints> all) {
    /** The one that has a path; empty if none does. */
    Optional<Endpoints> with(@Nullable String path) {
        return all.stream()
                .filter(api -> path != null && path.startsWith(api.prefix()))
                .findFirst();
    }

    int maxBodyBytes(String path) {
        return with(path).map(Endpoints::maxBodyBytes).orElse(HttpSettings.MAX_BODY_BYTES);
    }

    long slowReaders() {
        return all.stream().mapToLong(Endpoints::slowReaders).sum();
    }
}
