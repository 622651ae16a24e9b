package dev.berth.server.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// Appender that hands events to a thread of its own without formatting them first, since arguments
/// of log statements here are immutable.
final class DeferredAppender extends AsyncAppender {
    @Override
    protected void preprocess(ILoggingEvent event) {
        // Looked up once and kept; later it would be the name of the writing thread.
        String _ = event.getThreadName();
    }
}
