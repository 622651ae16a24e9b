package dev.berth.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets up logging for the whole process.
public final class Logs {
    /// Logger with one line per request.
    public static final String ACCESS = "berth.access";

    /// Lines that may wait for the writing thread: some hundred milliseconds of requests. More are
    /// dropped, since a slow disk must not slow down answers.
    private static final int LINES_WAITING_MAX = 8192;

    private Logs() {}

    /// Writes to standard error from now on, in this form. Does nothing where logging is not by
    /// Logback.
    public static void configure(LogOptions options) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder(options.format(), context));
        console.start();
        var deferred = new DeferredAppender();
        deferred.setContext(context);
        deferred.setName("deferred");
        deferred.setQueueSize(LINES_WAITING_MAX);
        deferred.setNeverBlock(true);
        deferred.addAppender(console);
        deferred.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(deferred);
        root.setLevel(Level.WARN);
        // Looks for a GPU that the tokenizer has no use for, and warns where there is none.
        context.getLogger("ai.djl.util.cuda.CudaUtils").setLevel(Level.ERROR);
        // Errors of connections that begin with garbage; `Connections` handles the others.
        context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
        context.getLogger("dev.berth").setLevel(Level.valueOf(options.level().name()));
        context.getLogger(ACCESS)
                .setLevel(options.access() == LogOptions.Access.ON ? Level.INFO : Level.OFF);
    }

    /// Writes what waits and stops; the process is about to end.
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static Encoder<ILoggingEvent> encoder(LogOptions.Format format, LoggerContext context) {
        Encoder<ILoggingEvent> encoder =
                switch (format) {
                    case JSON -> new JsonLineEncoder();
                    case TEXT -> {
                        var pattern = new PatternLayoutEncoder();
                        pattern.setPattern("%d{HH:mm:ss.SSS} %-5level %msg%n%ex");
                        yield pattern;
                    }
                };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
