package dev.llmemulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What this process logs from the creation of the tap until it is closed. */
public final class LogTap extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private static final String OURS = "dev.llmemulator";

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    /** Taps what is logged at the levels that are set. */
    public LogTap() {
        this(((Logger) LoggerFactory.getLogger(OURS)).getLevel());
    }

    /** Taps all that our own classes log from this level on. */
    public LogTap(@Nullable Level ours) {
        ((Logger) LoggerFactory.getLogger(OURS)).setLevel(ours);
        setContext(ROOT.getLoggerContext());
        start();
        ROOT.addAppender(this);
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
        ((Logger) LoggerFactory.getLogger(OURS)).setLevel(null);
    }
}
