package dev.berth.endpoint.graph;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Range;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Limits numbers to a range.
public final class ValueClamper {
    private ValueClamper() {}

    /// A range with the ends that numbers of a type can have: whole ones within it, or the nearest
    /// that the type has. Empty if there is no such number.
    public static Optional<Range> ends(Range range, ElementType type) {
        if (type.isInteger()) {
            OptionalDouble min = range.min().stream().map(Math::ceil).findFirst();
            OptionalDouble max = range.max().stream().map(Math::floor).findFirst();
            boolean isEmpty =
                    min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble();
            return isEmpty ? Optional.empty() : Optional.of(new Range(min, max));
        }
        return Optional.of(new Range(nearest(range.min(), type), nearest(range.max(), type)));
    }

    private static OptionalDouble nearest(OptionalDouble end, ElementType type) {
        if (end.isEmpty()) {
            return end;
        }
        try (Tensor one = Tensor.allocate(new TensorPool(), type, Shape.of(1))) {
            one.setNumber(0, end.getAsDouble());
            return OptionalDouble.of(one.number(0));
        }
    }

    /// Whether [#clamp] would leave a row as it is: all of its numbers are within the range.
    public static boolean isWithin(Tensor from, Range range, int row) {
        double min = range.min().orElse(Double.NEGATIVE_INFINITY);
        double max = range.max().orElse(Double.POSITIVE_INFINITY);
        int count = (int) from.shape().elementsPerRow();
        for (int i = row * count; i < (row + 1) * count; i++) {
            double number = from.number(i);
            if (!(number >= min && number <= max)) {
                return false;
            }
        }
        return true;
    }

    /// The numbers, of which those beyond the range are its nearest end; null if none is beyond.
    ///
    /// @param range as [#ends] gives it for the type
    /// @throws ProblemException `pipeline-step-failed` if one is NaN, to which no end is near
    public static @Nullable Tensor clamp(Tensor from, Range range, TensorPool pool) {
        double min = range.min().orElse(Double.NEGATIVE_INFINITY);
        double max = range.max().orElse(Double.POSITIVE_INFINITY);
        int count = (int) from.shape().elementCount();
        boolean isBeyond = false;
        for (int i = 0; i < count; i++) {
            double number = from.number(i);
            if (Double.isNaN(number)) {
                throw new ProblemException(
                        ProblemCode.PIPELINE_STEP_FAILED,
                        "NaN has no place in the range " + range,
                        "give numbers, or have the guard ignored if it fails");
            }
            isBeyond |= number < min || number > max;
        }
        if (!isBeyond) {
            return null;
        }
        Tensor clamped = Tensor.allocate(pool, from.type(), from.shape());
        clamped.data().put(0, from.data(), 0, from.data().capacity());
        for (int i = 0; i < count; i++) {
            double number = from.number(i);
            if (number < min || number > max) {
                clamped.setNumber(i, number < min ? min : max);
            }
        }
        return clamped;
    }
}
