package dev.berth.runtime.onnx;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One run on zeros while a model loads, to determine what its file leaves open: the keys of maps,
/// the length of sequences, the rank of outputs without a declared shape.
///
/// The leading dimension is given three rows where it is dynamic, a number of which few things
/// come, so that an output with one row per record can be distinguished from others; all other
/// dynamic dimensions are 1. A model that fails on zeros teaches nothing, and its outputs stay as
/// declared.
final class ShapeProbe {
    private static final long ROWS = 3;

    private final OnnxEngine engine;
    private final long session;
    private final TensorPool pool;

    ShapeProbe(OnnxEngine engine, long session, TensorPool pool) {
        this.engine = engine;
        this.session = session;
        this.pool = pool;
    }

    /// Whether the file leaves open what a run would show: the engine shows an output without a
    /// declared shape as a scalar.
    static boolean teaches(OutputBinding plan) {
        return !(plan.type() instanceof OrtValueType.TensorType) || plan.spec().shape().rank() == 0;
    }

    List<OutputBinding> learn(List<TensorSpec> inputs, List<OutputBinding> declared) {
        Optional<Dimension> leading = Zeros.leading(inputs);
        List<Tensor> zeros = new ArrayList<>();
        try {
            Zeros.add(inputs, ROWS, pool, zeros);
            return run(inputs, zeros, declared, leading);
        } catch (ProblemException e) {
            return declared;
        } finally {
            zeros.forEach(Tensor::close);
        }
    }

    private List<OutputBinding> run(
            List<TensorSpec> inputs,
            List<Tensor> zeros,
            List<OutputBinding> declared,
            Optional<Dimension> leading) {
        var free = new OutputBindings(declared.stream().map(OutputBinding::unpinned).toList());
        try (var execution =
                new OnnxExecution(engine, session, pool, inputs, free, false, () -> {})) {
            List<Tensor> results = execution.run(zeros);
            try {
                List<OutputBinding> learnt = new ArrayList<>();
                for (int i = 0; i < declared.size(); i++) {
                    OutputBinding plan = declared.get(i);
                    learnt.add(
                            teaches(plan)
                                    ? learn(plan, results.get(i), execution.keysSeen(i), leading)
                                    : plan);
                }
                return learnt;
            } finally {
                results.forEach(Tensor::close);
            }
        }
    }

    private static OutputBinding learn(
            OutputBinding plan,
            Tensor result,
            Optional<MapKeys> keys,
            Optional<Dimension> leading) {
        Shape shape = result.shape();
        if (plan.type() instanceof OrtValueType.TensorType && shape.rank() == 0) {
            return plan;
        }
        Dimension any = Dimension.dynamic(Dimension.Dynamic.ANONYMOUS);
        var dimensions = new Dimension[shape.rank()];
        Arrays.fill(dimensions, any);
        if (plan.spec().shape().rank() == shape.rank()) {
            plan.spec().shape().list().toArray(dimensions);
        }
        if (leading.isPresent() && shape.size(0) == ROWS) {
            dimensions[0] = leading.get();
        }
        if (keys.isPresent()) {
            dimensions[1] = Dimension.fixed(keys.get().count());
        }
        return plan.withSpec(DeclaredShape.of(dimensions), keys);
    }
}
