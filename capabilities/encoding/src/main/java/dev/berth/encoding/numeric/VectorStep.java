package dev.berth.encoding.numeric;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.nio.FloatBuffer;
import java.util.List;

/// Changes each innermost vector of a tensor of floats by a function and keeps the shape.
final class VectorStep implements Step {
    private final String from;
    private final TensorSpec into;
    private final VectorFunction function;
    private final TensorPool pool;

    private VectorStep(String from, TensorSpec into, VectorFunction function, TensorPool pool) {
        this.from = from;
        this.into = into;
        this.function = function;
        this.pool = pool;
    }

    /// The step with the options `from` and `into`.
    static Step create(Options options, StepContext context, VectorFunction function) {
        TensorSpec from = options.requireTensor("from", Vectors.FLOATS);
        String into = options.requireText("into");
        Vectors.requireRank(options, context, from, 1);
        options.requireValid();
        return new VectorStep(
                from.name(),
                new TensorSpec(into, ElementType.FLOAT32, from.shape()),
                function,
                context.pool());
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        Tensor output = Tensor.allocate(pool, ElementType.FLOAT32, input.shape());
        tensors.put(into.name(), output);
        int count = Vectors.count(input);
        var vector = new float[Vectors.length(input)];
        FloatBuffer target = output.data().asFloatBuffer();
        for (int i = 0; i < count; i++) {
            Vectors.read(input, i * vector.length, vector);
            function.change(vector);
            target.put(i * vector.length, vector);
        }
    }
}
