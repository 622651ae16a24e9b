package dev.berth.client;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import dev.berth.runtime.ModelRuntime;
import dev.berth.testkit.runtime.FakeRuntime;
import dev.berth.testkit.time.RealTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Fake engine with models that take a time for each row.
final class SlowRuntime implements ModelRuntime {
    private final FakeRuntime fake = new FakeRuntime();
    private final Duration perRow;

    SlowRuntime(Duration perRow) {
        this.perRow = perRow;
    }

    @Override
    public String engine() {
        return fake.engine();
    }

    @Override
    public String engineVersion() {
        return fake.engineVersion();
    }

    @Override
    public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
        return new SlowArtifact(fake.load(model, settings, pool));
    }

    private final class SlowArtifact implements LoadedArtifact {
        private final LoadedArtifact artifact;

        SlowArtifact(LoadedArtifact artifact) {
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
        public int executors() {
            return artifact.executors();
        }

        @Override
        public ExecutionContext openExecution() {
            return new SlowExecution(artifact.openExecution());
        }

        @Override
        public Map<String, String> metadata() {
            return artifact.metadata();
        }

        @Override
        public MemoryUse memory() {
            return artifact.memory();
        }

        @Override
        public void close() {
            artifact.close();
        }
    }

    private final class SlowExecution implements ExecutionContext {
        private final ExecutionContext execution;

        SlowExecution(ExecutionContext execution) {
            this.execution = execution;
        }

        @Override
        public List<Tensor> run(List<Tensor> inputs) {
            RealTime.pass(perRow.multipliedBy(inputs.getFirst().rows()));
            return execution.run(inputs);
        }

        @Override
        public void terminate() {
            execution.terminate();
        }

        @Override
        public void close() {
            execution.close();
        }
    }
}
