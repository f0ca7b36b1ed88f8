package io.barewire.daemon.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLoggerFactory;

/// Sets up logback: everything goes to standard error, through a bounded queue, because a full pipe there must not stop
/// a BGP session. When the queue is full, lines are dropped, not waited for.
///
/// Logback finds this class as a service and calls it before the first line; until [#configure] a command is quiet but
/// for warnings, so that a library cannot write into a table.
public final class Logging extends ContextAwareBase implements Configurator {
    private static final int QUEUE = 4096;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        set(context, LogLevel.WARN, LogFormat.TEXT);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Replaces the set-up.
    public static void configure(LogLevel level, LogFormat format) {
        set(context(), level, format);
    }

    /// Changes how much is logged from now on.
    public static void level(LogLevel level) {
        setLevel(context(), level);
    }

    /// What is logged at now.
    public static LogLevel level() {
        Level level = context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getLevel();
        return Arrays.stream(LogLevel.values())
                .filter(one -> one.logback().isGreaterOrEqual(level))
                .reduce((one, more) -> more)
                .orElse(LogLevel.ERROR);
    }

    /// Writes out what is still in the queue; nothing can be logged afterwards.
    public static void flush() {
        context().stop();
    }

    /// Waits while another thread is making the first logger: until it has, SLF4J hands out a stand-in.
    private static LoggerContext context() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        while (factory instanceof SubstituteLoggerFactory) {
            LockSupport.parkNanos(1_000_000);
            factory = LoggerFactory.getILoggerFactory();
        }
        return (LoggerContext) factory;
    }

    private static void set(LoggerContext context, LogLevel level, LogFormat format) {
        context.reset();
        ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
        standardError.setContext(context);
        standardError.setTarget("System.err");
        standardError.setEncoder(encoder(context, format));
        standardError.start();

        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        queue.addAppender(standardError);
        queue.start();

        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(queue);
        setLevel(context, level);
    }

    private static void setLevel(LoggerContext context, LogLevel level) {
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(level.logback());
        // At debug, Netty lists every property it looks at.
        context.getLogger("io.netty").setLevel(level.compareTo(LogLevel.TRACE) < 0 ? Level.WARN : Level.TRACE);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
        return switch (format) {
            case TEXT -> {
                TextLayout layout = new TextLayout();
                layout.setContext(context);
                layout.start();
                LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
                encoder.setContext(context);
                encoder.setCharset(StandardCharsets.UTF_8);
                encoder.setLayout(layout);
                encoder.start();
                yield encoder;
            }
            case JSON -> {
                JsonEncoder encoder = new JsonEncoder();
                encoder.setContext(context);
                encoder.setWithSequenceNumber(false);
                encoder.setWithNanoseconds(false);
                encoder.setWithContext(false);
                encoder.setWithMDC(false);
                encoder.setWithMessage(false);
                encoder.setWithArguments(false);
                encoder.setWithFormattedMessage(true);
                encoder.start();
                yield encoder;
            }
        };
    }
}
