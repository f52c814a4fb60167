package dev.llmemulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What this process logs from the creation of the tap until it is closed. */
public final class LogTap extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private static final String OURS = "dev.llmemulator";

    /** What the program itself logs at which level; the tests' own configuration is quieter. */
    private static final Map<String, Level> LEVELS = levels();

    private final Map<Logger, Level> levelsBefore = new HashMap<>();
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    private static Map<String, Level> levels() {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(LogTap.class.getResource("/logback.xml"));
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
        return context.getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .collect(Collectors.toMap(Logger::getName, Logger::getLevel));
    }

    /** Taps what the program logs at its own levels. */
    public LogTap() {
        this(null);
    }

    /** The same, but all that our own classes log from this level on. */
    public LogTap(@Nullable Level ours) {
        setContext(ROOT.getLoggerContext());
        start();
        ROOT.addAppender(this);
        LEVELS.forEach((name, level) -> {
            var logger = ROOT.getLoggerContext().getLogger(name);
            levelsBefore.put(logger, logger.getLevel());
            logger.setLevel(level);
        });
        if (ours != null) {
            var logger = (Logger) LoggerFactory.getLogger(OURS);
            if (!levelsBefore.containsKey(logger)) {
                levelsBefore.put(logger, logger.getLevel());
            }
            logger.setLevel(ours);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** Messages with their stack traces, of this level and above. */
    public List<String> from(Level level) {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(level))
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    @Override
    public void close() {
        ROOT.detachAppender(this);
        levelsBefore.forEach(Logger::setLevel);
    }
}
