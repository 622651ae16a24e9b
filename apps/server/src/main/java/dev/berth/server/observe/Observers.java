package dev.berth.server.observe;

import dev.berth.server.logging.Logs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All who are told of an answered request.
public final class Observers implements AutoCloseable {
    private final Metrics metrics;
    private final Tracing tracing;
    private final Logger accessLog = LoggerFactory.getLogger(Logs.ACCESS);

    public Observers(Metrics metrics, Tracing tracing) {
        this.metrics = metrics;
        this.tracing = tracing;
    }

    public Metrics metrics() {
        return metrics;
    }

    /// Called on the event loop that wrote the answer; never blocks.
    public void answered(Call call) {
        if (call.asked().isPrediction()) {
            metrics.answered(call);
            tracing.answered(call);
        }
        accessLog.info("{}", call);
    }

    @Override
    public void close() {
        tracing.close();
        metrics.close();
    }
}
