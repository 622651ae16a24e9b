package dev.berth.server;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.request.Timings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listener that forwards to the server's metrics and to another listener, and logs the errors of
/// broken packages.
record CompositeServingListener(ServingListener metrics, ServingListener other)
        implements ServingListener {
    private static final Logger LOG = LoggerFactory.getLogger(CompositeServingListener.class);

    @Override
    public void onRequestCompleted(ModelReference model, String requestId, Timings timings) {
        metrics.onRequestCompleted(model, requestId, timings);
        other.onRequestCompleted(model, requestId, timings);
    }

    @Override
    public void onRequestFailed(ModelReference model, String requestId, Problem problem) {
        metrics.onRequestFailed(model, requestId, problem);
        other.onRequestFailed(model, requestId, problem);
    }

    @Override
    public void onBatchExecuted(ModelReference model, int rows, long nanos) {
        metrics.onBatchExecuted(model, rows, nanos);
        other.onBatchExecuted(model, rows, nanos);
    }

    @Override
    public void onModelStateChanged(ModelStatus status) {
        // Serving itself logs the change; here is what to mend.
        if (status.state() == ModelState.FAILED) {
            status.errors().forEach(error -> LOG.warn("  {}", error));
        }
        metrics.onModelStateChanged(status);
        other.onModelStateChanged(status);
    }
}
