package dev.berth.encoding.numeric;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.ArrayList;
import java.util.List;

/// The greatest elements of each innermost vector, sorted. Keeps the best so far in a sorted array:
/// as most elements do not get in, the cost is near one comparison each.
final class TopKStep implements Step {
    /// More than a caller reads; a bound for mistyped numbers.
    private static final int K_MAX = 10_000;

    private final String from;
    private final TensorSpec labels;
    private final TensorSpec scores;
    private final int k;
    private final ClassNames names;
    private final StepContext context;

    private TopKStep(
            String from,
            TensorSpec labels,
            TensorSpec scores,
            int k,
            ClassNames names,
            StepContext context) {
        this.from = from;
        this.labels = labels;
        this.scores = scores;
        this.k = k;
        this.names = names;
        this.context = context;
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", Vectors.FLOATS);
        int k = options.requireInteger("k", 1, K_MAX);
        ClassNames names = ClassNames.find(options, context);
        Options into = options.section("into");
        String labels = into.text("labels", "labels");
        String scores = into.text("scores", "scores");
        Vectors.requireRank(options, context, from, 1);
        names.requireCount(options, from);
        int rank = from.shape().rank();
        if (rank > 0
                && from.shape().at(rank - 1) instanceof Dimension.Fixed(long classes)
                && classes < k) {
            options.error("k", String.valueOf(k), "at most " + classes + ", the classes");
        }
        options.requireValid();
        List<Dimension> dimensions = new ArrayList<>(from.shape().list());
        dimensions.set(rank - 1, Dimension.fixed(k));
        var shape = new DeclaredShape(dimensions);
        return new TopKStep(
                from.name(),
                new TensorSpec(labels, names.type(), shape),
                new TensorSpec(scores, ElementType.FLOAT32, shape),
                k,
                names,
                context);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(labels, scores);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor input = tensors.require(from);
        var vector = new float[Vectors.length(input)];
        if (vector.length < k) {
            throw BatchLayout.of(context)
                    .failure(
                            "top-k",
                            0,
                            vector.length + " classes (expected: at least " + k + ")",
                            "lower 'k'");
        }
        long[] sizes = input.shape().toArray();
        sizes[sizes.length - 1] = k;
        Shape shape = Shape.of(sizes);
        Tensor classes = Tensor.allocate(context.pool(), labels.type(), shape);
        tensors.put(labels.name(), classes);
        Tensor values = Tensor.allocate(context.pool(), ElementType.FLOAT32, shape);
        tensors.put(scores.name(), values);
        var best = new int[k];
        for (int i = 0; i < Vectors.count(input); i++) {
            Vectors.read(input, i * vector.length, vector);
            select(vector, best);
            for (int j = 0; j < k; j++) {
                names.write(classes, i * k + j, best[j]);
                values.setNumber(i * k + j, vector[best[j]]);
            }
        }
    }

    /// Fills `best` with the positions of the greatest elements, the greatest first.
    private static void select(float[] vector, int[] best) {
        int count = 0;
        for (int i = 0; i < vector.length; i++) {
            int at = count;
            while (at > 0 && isGreater(vector[i], vector[best[at - 1]])) {
                at--;
            }
            if (at < best.length) {
                int moved = Math.min(count, best.length - 1) - at;
                System.arraycopy(best, at, best, at + 1, moved);
                best[at] = i;
                count = Math.min(count + 1, best.length);
            }
        }
    }

    private static boolean isGreater(float a, float b) {
        return a > b || (Float.isNaN(b) && !Float.isNaN(a));
    }
}
