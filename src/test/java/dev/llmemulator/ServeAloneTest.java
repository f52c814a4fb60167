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
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code serve} needs neither the stand-in nor the library that it verifies JWTs with. */
@Timeout(60)
class ServeAloneTest {
    @AutoClose
    private final WithoutStandIn classes = new WithoutStandIn();

    private Object call(Class<?> owner, String method, Class<?> parameter, Object argument) throws Exception {
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

    @Test
    void embeddedStack_withoutStandIn_isMissingIt() {
        assertThatThrownBy(() -> call(EmbeddedStack.class, "start", Map.class, Map.of()))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessageContaining("dev/llmemulator/standin");
    }

    /** Loads all classes of the test's class path anew, except those that it hides. */
    private static final class WithoutStandIn extends URLClassLoader {
        WithoutStandIn() {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.llmemulator.standin.") || name.startsWith("com.auth0.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        boolean hasLoaded(Class<?> type) {
            return findLoadedClass(type.getName()) != null;
        }

        private static URL[] classPath() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(WithoutStandIn::url)
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
