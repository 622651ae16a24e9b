package dev.berth.encoding.numeric;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.Arrays;
import java.util.List;

/// The position of each innermost vector's greatest element, or that position's name.
final class ArgMaxStep implements Step {
    private final String from;
    private final TensorSpec into;
    private final ClassNames names;
    private final StepContext context;

    private ArgMaxStep(String from, TensorSpec into, ClassNames names, StepContext context) {
        this.from = from;
        this.into = into;
        this.names = names;
        this.context = context;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", Vectors.FLOATS);
        String into = options.requireText("into");
        ClassNames names = ClassNames.find(options, context);
        Vectors.requireRank(options, context, from, 1);
        names.requireCount(options, from);
        options.requireValid();
        var shape = new DeclaredShape(from.shape().list().subList(0, from.shape().rank() - 1));
        return new ArgMaxStep(
                from.name(), new TensorSpec(into, names.type(), shape), names, context);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        long[] sizes = input.shape().toArray();
        Shape shape = Shape.of(Arrays.copyOf(sizes, sizes.length - 1));
        var vector = new float[Vectors.length(input)];
        int count = (int) shape.elementCount();
        if (vector.length == 0 && count > 0) {
            throw BatchLayout.of(context)
                    .failure("arg-max", 0, "no classes", "send at least one score");
        }
        Tensor output = Tensor.allocate(context.pool(), into.type(), shape);
        tensors.put(into.name(), output);
        for (int i = 0; i < count; i++) {
            Vectors.read(input, i * vector.length, vector);
            names.write(output, i, Vectors.indexOfMax(vector));
        }
    }
}
