package dev.berth.encoding.numeric;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/// The mean of each sequence's vectors where the mask is not zero. Sums as doubles.
final class MeanPoolStep implements Step {
    private final String from;
    private final String mask;
    private final TensorSpec into;
    private final BatchLayout rows;
    private final TensorPool pool;

    private MeanPoolStep(String from, String mask, TensorSpec into, StepContext context) {
        this.from = from;
        this.mask = mask;
        this.into = into;
        this.rows = BatchLayout.of(context);
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", Vectors.FLOATS);
        TensorSpec mask = options.requireTensor("mask");
        String into = options.requireText("into");
        int leading = context.batchDimension().isPresent() ? 1 : 0;
        requireRank(options, "from", from, leading + 2);
        requireRank(options, "mask", mask, leading + 1);
        if (mask.type().isVariable()) {
            options.error("mask", "tensor " + mask, "a tensor of numbers or booleans");
        }
        options.requireValid();
        Dimension width = from.shape().at(leading + 1);
        return new MeanPoolStep(
                from.name(),
                mask.name(),
                new TensorSpec(
                        into, ElementType.FLOAT32, BatchLayout.of(context).dimensions(width)),
                context);
    }

    private static void requireRank(Options options, String option, TensorSpec spec, int rank) {
        if (!spec.name().isEmpty() && spec.shape().rank() != rank) {
            options.error(option, "tensor " + spec, "a tensor with " + rank + " dimensions");
        }
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor hidden = tensors.require(from);
        Tensor kept = tensors.require(mask);
        Shape record = rows.record(hidden.shape());
        int count = rows.count(hidden);
        int positions = (int) record.size(0);
        int width = (int) record.size(1);
        int masked = (int) rows.record(kept.shape()).size(0);
        if (rows.count(kept) != count || masked > positions) {
            throw rows.failure(
                    "mean-pool",
                    0,
                    "mask "
                            + kept.shape()
                            + " over vectors "
                            + hidden.shape()
                            + " (expected: as many rows, and no more positions)",
                    "pool with the mask that the tokens came with");
        }
        Tensor means = Tensor.allocate(pool, ElementType.FLOAT32, rows.shape(count, width));
        tensors.put(into.name(), means);
        FloatBuffer target = means.data().asFloatBuffer();
        var vector = new float[width];
        var sums = new double[width];
        for (int row = 0; row < count; row++) {
            int used = 0;
            Arrays.fill(sums, 0);
            for (int position = 0; position < masked; position++) {
                if (kept.number(row * masked + position) != 0) {
                    Vectors.read(hidden, (row * positions + position) * width, vector);
                    add(vector, sums);
                    used++;
                }
            }
            for (int i = 0; i < width; i++) {
                vector[i] = (float) (sums[i] / Math.max(used, 1));
            }
            target.put(row * width, vector);
        }
    }

    private static void add(float[] vector, double[] sums) {
        for (int i = 0; i < vector.length; i++) {
            sums[i] += vector[i];
        }
    }
}
