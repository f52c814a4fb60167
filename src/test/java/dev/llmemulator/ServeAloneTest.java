package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.settings.EmulatorSettings;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code serve} does not need the stand-in, the library for JWTs only where callers prove by JWTs who they are or the
 * demo page gives some out, that for GraphQL only when somebody asks by it, and those for traces only where they are on.
 */
@Timeout(60)
class ServeAloneTest {
    @AutoClose
    private final Without classes =
            new Without("dev.llmemulator.standin.", "com.auth0.", "graphql.", "io.opentelemetry.");

    @AutoClose
    private final Without classesWithJwts = new Without("dev.llmemulator.standin.");

    private Object call(Class<?> owner, String method, Class<?> parameter, Object argument) throws Exception {
        return call(classes, owner, method, parameter, argument);
    }

    private static Object call(Without classes, Class<?> owner, String method, Class<?> parameter, Object argument)
            throws Exception {
        var type = classes.loadClass(owner.getName());
        return type.getMethod(method, classes.loadClass(parameter.getName())).invoke(null, argument);
    }

    @Test
    void serveHelp_withoutStandIn_isPrinted() throws Exception {
        // It would end this JVM if it failed.
        classes.loadClass(Main.class.getName())
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[] {"serve", "--help"});
        assertThat(classes.hasLoaded(EmbeddedStack.class)).isFalse();
    }

    @Test
    void emulator_withoutStandIn_startsAndStops() throws Exception {
        var settings =
                call(EmulatorSettings.class, "from", Map.class, Map.of("PORT", "0", "CENTRIFUGO_HTTP_API_KEY", "key"));
        try (var emulator = (AutoCloseable) call(Emulator.class, "start", EmulatorSettings.class, settings)) {
            assertThat(emulator.getClass().getClassLoader()).isSameAs(classes);
            assertThat(classes.hasLoaded(EmbeddedStack.class)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_SECRET, 0123456789abcdef0123456789abcdef, PORT, 0",
        "DEMO_PAGE, true, CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY, secret"
    })
    void emulator_withoutStandInAndWithJwts_needsTheirLibraryAlone(
            String name, String value, String also, String alsoValue) throws Exception {
        var given = Map.of("--port", "0", "CENTRIFUGO_HTTP_API_KEY", "key", name, value, also, alsoValue);
        var with = call(classesWithJwts, EmulatorSettings.class, "from", Map.class, given);
        try (var emulator =
                (AutoCloseable) call(classesWithJwts, Emulator.class, "start", EmulatorSettings.class, with)) {
            assertThat(emulator.getClass().getClassLoader()).isSameAs(classesWithJwts);
        }
        var without = call(EmulatorSettings.class, "from", Map.class, given);
        assertThatThrownBy(() -> call(Emulator.class, "start", EmulatorSettings.class, without))
                .cause()
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessageContaining("com/auth0/jwt");
    }

    @Test
    void embeddedStack_withoutStandIn_isMissingIt() {
        assertThatThrownBy(() -> call(EmbeddedStack.class, "start", Map.class, Map.of()))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessageContaining("dev/llmemulator/standin");
    }

    /** Loads all classes of the test's class path anew, except those that it hides. */
    private static final class Without extends URLClassLoader {
        private final List<String> hidden;

        Without(String... hidden) {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.hidden = List.of(hidden);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (hidden.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        boolean hasLoaded(Class<?> type) {
            return findLoadedClass(type.getName()) != null;
        }

        private static URL[] classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Without::url)
                    .toArray(URL[]::new);
        }

        private static URL url(String entry) {
            try {
                return Path.of(entry).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
