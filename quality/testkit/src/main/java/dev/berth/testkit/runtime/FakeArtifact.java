package dev.berth.testkit.runtime;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Artifact of the fake engine, with its execution contexts.
final class FakeArtifact implements LoadedArtifact {
    /// Runtime option that makes the fake artifact inlineable.
    static final String QUICK = "quick";

    private final FakeRuntime runtime;
    private final Path path;
    private final FakeArtifactFile file;
    private final RuntimeSettings settings;
    private final TensorPool pool;
    private int open;
    private boolean closed;

    FakeArtifact(
            FakeRuntime runtime,
            Path path,
            FakeArtifactFile file,
            RuntimeSettings settings,
            TensorPool pool) {
        this.runtime = runtime;
        this.path = path;
        this.file = file;
        this.settings = settings;
        this.pool = pool;
    }

    @Override
    public List<TensorSpec> inputs() {
        return file.inputs();
    }

    @Override
    public List<TensorSpec> optionalInputs() {
        return file.optional();
    }

    @Override
    public List<TensorSpec> outputs() {
        return file.outputs();
    }

    @Override
    public int executors() {
        return settings.executors().orElse(1);
    }

    /// True if the package's runtime has the option `quick`.
    @Override
    public boolean isInlineable() {
        return settings.options().containsKey(QUICK);
    }

    @Override
    public ExecutionContext openExecution() {
        return openExecution(List.of());
    }

    @Override
    public synchronized ExecutionContext openExecution(List<TensorSpec> optional) {
        var _ = inputsWith(optional);
        if (closed) {
            throw new IllegalStateException("artifact used after its close");
        }
        open++;
        return new FakeExecution(optional.size());
    }

    private synchronized void executionClosed() {
        open--;
    }

    @Override
    public Map<String, String> metadata() {
        return file.metadata();
    }

    @Override
    public MemoryUse memory() {
        return new MemoryUse(file.bytes(), 0, 0);
    }

    @Override
    public synchronized void close() {
        if (open > 0) {
            throw new IllegalStateException(open + " executions are open (expected: none)");
        }
        if (!closed) {
            closed = true;
            runtime.artifactClosed();
        }
    }

    private final class FakeExecution implements ExecutionContext {
        private final int optionalCount;
        private final Gate endless = new Gate();
        private boolean executionClosed;
        private volatile boolean running;
        private volatile boolean terminated;

        FakeExecution(int optionalCount) {
            this.optionalCount = optionalCount;
            if (file.endless()) {
                endless.shut();
            }
        }

        @Override
        public List<Tensor> run(List<Tensor> inputs) {
            if (executionClosed) {
                throw new IllegalStateException("execution used after its close");
            }
            terminated = false;
            running = true;
            try {
                runtime.began(
                        new FakeRuntime.Run(path, inputs.stream().map(Tensor::shape).toList()),
                        () -> terminated);
                endless.pass(() -> terminated);
                runtime.throwIf(terminated);
                requireAccepted(inputs);
                int required = file.inputs().size();
                double factor =
                        optionalCount > 0 ? inputs.get(required).number(0) : file.multiply();
                return compute(inputs.subList(0, required), factor);
            } finally {
                running = false;
                runtime.ended();
            }
        }

        @Override
        public void terminate() {
            if (running && !file.deaf()) {
                terminated = true;
                endless.recheck();
                runtime.runGate().recheck();
            }
        }

        private void requireAccepted(List<Tensor> inputs) {
            for (int i = 0; i < file.inputs().size(); i++) {
                TensorSpec spec = file.inputs().get(i);
                Tensor input = inputs.get(i);
                if (!spec.shape().accepts(input.shape())) {
                    throw new ProblemException(
                            ProblemCode.SHAPE_MISMATCH,
                            "input '" + spec.name() + "' has shape " + input.shape(),
                            "send " + spec.shape());
                }
                if (file.failOn().isPresent() && contains(input, file.failOn().get())) {
                    throw new ProblemException(
                            ProblemCode.INFERENCE_FAILED,
                            "the fake fails on " + file.failOn().get(),
                            "send another number");
                }
            }
        }

        private static boolean contains(Tensor input, double number) {
            for (int i = 0; !input.type().isVariable() && i < input.shape().elementCount(); i++) {
                if (input.number(i) == number) {
                    return true;
                }
            }
            return false;
        }

        private List<Tensor> compute(List<Tensor> inputs, double factor) {
            List<Tensor> results = new ArrayList<>();
            for (int i = 0; i < file.outputs().size(); i++) {
                Tensor input = inputs.get(Math.min(i, inputs.size() - 1));
                TensorSpec spec = file.outputs().get(i);
                Tensor output = Tensor.allocate(pool, spec.type(), shape(spec, inputs));
                fill(output, input, factor);
                results.add(output);
            }
            return results;
        }

        private void fill(Tensor output, Tensor input, double factor) {
            int perRow = (int) output.shape().elementsPerRow();
            int inputPerRow = Math.max(1, (int) input.shape().elementsPerRow());
            for (int i = 0; i < output.shape().elementCount(); i++) {
                int source = i / perRow * inputPerRow + i % perRow % inputPerRow;
                if (output.type().isVariable()) {
                    output.setElement(i, input.element(source));
                } else if (output.type() == input.type() && factor == 1) {
                    int width = input.type().byteSize();
                    output.data().put(i * width, input.data(), source * width, width);
                } else {
                    output.setNumber(i, input.number(source) * factor);
                }
            }
        }

        private Shape shape(TensorSpec spec, List<Tensor> inputs) {
            var sizes = new long[spec.shape().rank()];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] =
                        switch (spec.shape().at(i)) {
                            case Dimension.Fixed(long size) -> size;
                            case Dimension.Dynamic(String name) -> dynamicSize(name, inputs);
                        };
            }
            return Shape.of(sizes);
        }

        private long dynamicSize(String name, List<Tensor> inputs) {
            for (int i = 0; i < inputs.size(); i++) {
                Optional<Integer> at = file.inputs().get(i).shape().findDynamic(name);
                if (at.isPresent()) {
                    return inputs.get(i).shape().size(at.get());
                }
            }
            throw new IllegalArgumentException("no input has a dimension " + name);
        }

        @Override
        public void close() {
            if (!executionClosed) {
                executionClosed = true;
                FakeArtifact.this.executionClosed();
            }
        }
    }
}
