package dev.berth.runtime.process;

import dev.berth.core.Problem;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import dev.berth.runtime.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An artifact in a worker process, or in another after that has ended.
final class ProcessArtifact implements LoadedArtifact {
    private final Supervisor supervisor;
    private final ArtifactDescription description;
    private final TensorPool pool;
    private final Optional<Duration> runMax;
    private int connections;
    private int open;
    private boolean closed;

    ProcessArtifact(Supervisor supervisor, TensorPool pool, Optional<Duration> runMax) {
        this.supervisor = supervisor;
        this.description = supervisor.description();
        this.pool = pool;
        this.runMax = runMax;
    }

    @Override
    public List<TensorSpec> inputs() {
        return description.inputs();
    }

    @Override
    public List<TensorSpec> optionalInputs() {
        return description.optional();
    }

    @Override
    public List<TensorSpec> outputs() {
        return description.outputs();
    }

    @Override
    public int executors() {
        return description.executors();
    }

    @Override
    public ExecutionContext openExecution() {
        return openExecution(List.of());
    }

    /// The worker is notified of it with the first run.
    @Override
    public synchronized ExecutionContext openExecution(List<TensorSpec> optional) {
        List<TensorSpec> inputs = inputsWith(optional);
        if (closed) {
            throw new IllegalStateException("artifact used after its close");
        }
        List<Integer> places = optional.stream().map(optionalInputs()::indexOf).toList();
        open++;
        var wanted = new WorkerConnection.Wanted(++connections, inputs, places, outputs());
        return new ProcessExecution(supervisor, wanted, pool, runMax, this::executionClosed);
    }

    private synchronized void executionClosed() {
        open--;
    }

    @Override
    public Map<String, String> metadata() {
        return description.metadata();
    }

    /// The resident memory of the process, as the system reports it: the worker only says which
    /// part of it are weights.
    @Override
    public MemoryUse memory() {
        WorkerStatus status = supervisor.status();
        if (status.processId().isEmpty()) {
            return MemoryUse.NONE;
        }
        long resident =
                ResidentBytes.of(status.processId().getAsLong())
                        .orElse(ProcessRuntime.WORKER_BYTES);
        long weights = Math.min(description.weightBytes(), resident);
        return new MemoryUse(weights, 0, resident - weights);
    }

    @Override
    public Optional<Problem> findRefusal() {
        return supervisor.findRefusal();
    }

    @Override
    public Optional<WorkerStatus> worker() {
        return Optional.of(supervisor.status());
    }

    @Override
    public synchronized void close() {
        if (open > 0) {
            throw new IllegalStateException(open + " executions are open (expected: none)");
        }
        if (!closed) {
            closed = true;
            supervisor.close();
        }
    }
}
