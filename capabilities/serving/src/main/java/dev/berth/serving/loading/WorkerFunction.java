package dev.berth.serving.loading;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.NativeFunction;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A function that a worker computes. It has as many executions as threads have called it at the
/// same time.
final class WorkerFunction implements NativeFunction {
    private final LoadedArtifact artifact;
    private final Queue<ExecutionContext> idle = new ConcurrentLinkedQueue<>();

    WorkerFunction(LoadedArtifact artifact) {
        this.artifact = artifact;
    }

    @Override
    public List<TensorSpec> inputs() {
        return artifact.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
        return artifact.outputs();
    }

    @Override
    public List<Tensor> compute(List<Tensor> inputs) {
        ExecutionContext execution = idle.poll();
        if (execution == null) {
            execution = artifact.openExecution();
        }
        try {
            return execution.run(inputs);
        } finally {
            idle.add(execution);
        }
    }

    @Override
    public long memoryBytes() {
        return artifact.memory().totalBytes();
    }

    @Override
    public void close() {
        for (ExecutionContext execution = idle.poll(); execution != null; execution = idle.poll()) {
            execution.close();
        }
        artifact.close();
    }
}
