package dev.berth.runtime.onnx;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.Execution;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A model in one or several sessions of the engine.
final class OnnxArtifact implements LoadedArtifact {
    private final OnnxEngine engine;
    private final FreedMemory freedMemory;
    private final TensorPool pool;
    private final int executors;
    private final Pace pace;
    private final List<Long> sessions;
    private final ModelDescription description;
    private final List<TensorSpec> outputs;
    private final Plans plans;

    private int opened;
    private int open;
    private boolean closed;

    OnnxArtifact(
            OnnxEngine engine,
            FreedMemory freedMemory,
            TensorPool pool,
            int executors,
            Pace pace,
            List<Long> sessions,
            ModelDescription description) {
        this.engine = engine;
        this.freedMemory = freedMemory;
        this.pool = pool;
        this.executors = executors;
        this.pace = pace;
        this.sessions = List.copyOf(sessions);
        this.description = description;
        this.outputs = description.outputs().stream().map(OutputPlan::spec).toList();
        this.plans = new Plans(description.outputs());
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
        return outputs;
    }

    @Override
    public int executors() {
        return executors;
    }

    @Override
    public boolean isQuick() {
        return pace == Pace.MICROSECONDS;
    }

    @Override
    public Execution openExecution() {
        return openExecution(List.of());
    }

    @Override
    public synchronized Execution openExecution(List<TensorSpec> optional) {
        if (!optionalInputs().containsAll(optional)) {
            throw new IllegalArgumentException(
                    "optional inputs "
                            + optional
                            + " (expected: some of "
                            + optionalInputs()
                            + ")");
        }
        if (closed) {
            throw new IllegalStateException("artifact used after its close");
        }
        List<TensorSpec> inputs = new ArrayList<>(description.inputs());
        inputs.addAll(optional);
        long session = sessions.get(opened++ % sessions.size());
        open++;
        return new OnnxExecution(engine, session, pool, inputs, plans, this::executionClosed);
    }

    private synchronized void executionClosed() {
        open--;
    }

    @Override
    public Map<String, String> metadata() {
        return description.metadata();
    }

    @Override
    public long memoryBytes() {
        return description.weightBytes() * sessions.size();
    }

    /// @throws IllegalStateException if an execution is still open: the engine would read freed
    ///   memory
    @Override
    public synchronized void close() {
        if (open > 0) {
            throw new IllegalStateException(open + " executions are open (expected: none)");
        }
        if (!closed) {
            closed = true;
            sessions.forEach(session -> engine.api().release(Handle.SESSION, session));
            freedMemory.handBack();
        }
    }
}
