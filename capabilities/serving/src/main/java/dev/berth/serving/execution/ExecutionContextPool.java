package dev.berth.serving.execution;

import dev.berth.core.signature.TensorSpec;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayDeque;
import java.util.List;

/// Pool of the execution contexts of one artifact: opened when first needed, kept, and closed when
/// all have come back. Thread-safe.
public final class ExecutionContextPool {
    private final LoadedArtifact artifact;
    private final List<TensorSpec> optional;
    private final ArrayDeque<ExecutionContext> idle = new ArrayDeque<>();
    private int borrowed;

    /// @param optional the artifact's optional inputs that every run gives
    ExecutionContextPool(LoadedArtifact artifact, List<TensorSpec> optional) {
        this.artifact = artifact;
        this.optional = List.copyOf(optional);
    }

    /// Returns an execution for the calling thread alone, until it is given back.
    ExecutionContext borrow() {
        synchronized (this) {
            borrowed++;
            ExecutionContext execution = idle.pollLast();
            if (execution != null) {
                return execution;
            }
        }
        // Opening can take as long as loading; the others continue meanwhile.
        boolean opened = false;
        try {
            ExecutionContext execution = artifact.openExecution(optional);
            opened = true;
            return execution;
        } finally {
            if (!opened) {
                returned();
            }
        }
    }

    synchronized void giveBack(ExecutionContext execution) {
        idle.addLast(execution);
        returned();
    }

    private synchronized void returned() {
        borrowed--;
        notifyAll();
    }

    /// Blocks until every borrowed execution is back, then closes all.
    public synchronized void closeAll() throws InterruptedException {
        while (borrowed > 0) {
            wait();
        }
        for (ExecutionContext execution : idle) {
            execution.close();
        }
        idle.clear();
    }
}
