package dev.berth.encoding.numeric;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.List;

/// The name of each whole number.
final class LabelsStep implements Step {
    private final String from;
    private final TensorSpec into;
    private final ClassNames names;
    private final TensorPool pool;

    private LabelsStep(String from, TensorSpec into, ClassNames names, TensorPool pool) {
        this.from = from;
        this.into = into;
        this.names = names;
        this.pool = pool;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from");
        String into = options.requireText("into");
        ClassNames names = ClassNames.require(options, context);
        if (!from.name().isEmpty() && !from.type().isInteger()) {
            options.error("from", "tensor " + from, "a tensor of whole numbers");
        }
        options.requireValid();
        var spec = new TensorSpec(into, ElementType.STRING, from.shape());
        return new LabelsStep(from.name(), spec, names, context.pool());
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        Tensor output = Tensor.allocate(pool, ElementType.STRING, input.shape());
        tensors.put(into.name(), output);
        for (int i = 0; i < input.shape().elementCount(); i++) {
            names.write(output, i, (long) input.number(i));
        }
    }
}
