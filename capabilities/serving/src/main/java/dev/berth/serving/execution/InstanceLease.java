package dev.berth.serving.execution;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.TraceContextProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A lease of one loaded version.
public final class InstanceLease implements Lease {
    private final ModelInstance instance;

    /// Spent to have the model loaded for this; it belongs to the request's time.
    private final long waitedNanos;

    private boolean used;

    InstanceLease(ModelInstance instance) {
        this(instance, 0);
    }

    InstanceLease(ModelInstance instance, long waitedNanos) {
        this.instance = instance;
        this.waitedNanos = waitedNanos;
    }

    @Override
    public ModelReference model() {
        return instance.reference();
    }

    @Override
    public Signature signature() {
        return instance.signature();
    }

    @Override
    public RequestLimit limit() {
        return instance.limit();
    }

    @Override
    public int recordsPerExecutionMax() {
        return instance.rowsPerExecutionMax();
    }

    @Override
    public boolean supportsInlineExecution() {
        return instance.supportsInlineExecution();
    }

    @Override
    public boolean keepsState() {
        return instance.hasSessions();
    }

    @Override
    public long timeoutNanos() {
        return instance.timeoutNanos() - waitedNanos;
    }

    @Override
    public @Nullable Problem refuseUnread(Supplier<String> requestId, TraceContextProvider caller) {
        return instance.refuseUnread(requestId);
    }

    @Override
    public RequestHandle submit(PredictionRequest request, PredictionCallback reply) {
        use();
        return instance.submit(request, reply, null);
    }

    @Override
    public RequestHandle submit(
            PredictionRequest request, PredictionCallback reply, InlineExecutor inline) {
        use();
        return instance.submit(request, reply, inline);
    }

    @Override
    public Lease fork() {
        if (used) {
            throw new IllegalStateException("lease forked after its use");
        }
        return instance.forkLease();
    }

    @Override
    public void close() {
        if (!used) {
            use();
            instance.release();
        }
    }

    private void use() {
        if (used) {
            throw new IllegalStateException("lease used twice");
        }
        used = true;
    }
}
