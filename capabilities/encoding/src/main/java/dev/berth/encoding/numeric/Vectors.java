package dev.berth.encoding.numeric;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Options;
import dev.berth.encoding.StepContext;

/// The innermost vectors of a tensor of floats, whatever their width, read as float32.
final class Vectors {
    /// What the numeric steps read.
    static final ElementType[] FLOATS = {
        ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.FLOAT64
    };

    private Vectors() {}

    /// Notes an error unless one record of the tensor of option `from` has at least this many
    /// dimensions.
    static void requireRank(Options options, StepContext context, TensorSpec from, int rank) {
        int found = from.shape().rank() - (context.batchDimension().isPresent() ? 1 : 0);
        if (!from.name().isEmpty() && found < rank) {
            options.error(
                    "from",
                    from + " with " + Math.max(found, 0) + " dimensions in a record",
                    "a tensor with at least " + rank);
        }
    }

    /// Copies the elements from index `from` on into the whole of `vector`.
    static void read(Tensor tensor, int from, float[] vector) {
        if (tensor.type() == ElementType.FLOAT32) {
            tensor.data().asFloatBuffer().get(from, vector);
            return;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) tensor.number(from + i);
        }
    }

    /// The size of the last dimension.
    static int length(Tensor tensor) {
        return (int) tensor.shape().size(tensor.shape().rank() - 1);
    }

    /// How many vectors a tensor has.
    static int count(Tensor tensor) {
        int length = length(tensor);
        return length == 0 ? 0 : (int) (tensor.shape().elementCount() / length);
    }

    /// The position of the greatest element, the first of several; NaN ranks below all numbers.
    static int indexOfMax(float[] vector) {
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vector.length; i++) {
            if (vector[i] > most) {
                most = vector[i];
                best = i;
            }
        }
        return best;
    }
}
