package dev.berth.core.tensor;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.Arrays;

/// The sizes of a tensor's dimensions, outermost first; none of them negative, the product of those
/// that are not 0 at most [#ELEMENTS_MAX]. Rank 0 is a scalar with one element.
///
/// Immutable. Not a record, since records here hold no arrays.
public final class Shape {
    /// More dimensions than any exported model has; a bound for what a caller may send.
    public static final int RANK_MAX = 32;

    /// The most elements of a tensor: one Java buffer of bytes.
    public static final long ELEMENTS_MAX = Integer.MAX_VALUE - 8;

    private static final Shape SCALAR = new Shape(new long[0], 1);

    private final long[] sizes;
    private final long elementCount;

    private Shape(long[] sizes, long elementCount) {
        this.sizes = sizes;
        this.elementCount = elementCount;
    }

    /// The shape with these sizes.
    ///
    /// @throws ProblemException `shape-mismatch` if a size is negative, there are more than
    ///   [#RANK_MAX], or the product of those other than 0 exceeds [#ELEMENTS_MAX]
    public static Shape of(long... sizes) {
        if (sizes.length == 0) {
            return SCALAR;
        }
        return new Shape(sizes.clone(), count(sizes));
    }

    private static long count(long[] sizes) {
        if (sizes.length > RANK_MAX) {
            throw refused(sizes, "at most " + RANK_MAX + " dimensions");
        }
        boolean empty = false;
        for (long size : sizes) {
            if (size < 0) {
                throw refused(sizes, "no size below 0");
            }
            empty |= size == 0;
        }
        // An empty tensor's other sizes are bounded too: row counts and row sizes are taken from
        // them, and a caller chooses them.
        long product = 1;
        for (long size : sizes) {
            // Both factors are at most 2^31 here, so the product cannot overflow before it is
            // compared.
            if (size > ELEMENTS_MAX || (product *= Math.max(1, size)) > ELEMENTS_MAX) {
                throw refused(sizes, "at most " + ELEMENTS_MAX + " elements");
            }
        }
        return empty ? 0 : product;
    }

    private static ProblemException refused(long[] sizes, String expected) {
        String shown =
                sizes.length > RANK_MAX ? sizes.length + " dimensions" : Arrays.toString(sizes);
        return new ProblemException(
                ProblemCode.SHAPE_MISMATCH,
                "shape " + shown + " (expected: " + expected + ")",
                "send the shape that the data has");
    }

    public int rank() {
        return sizes.length;
    }

    /// The size of a dimension, counted from 0 outermost.
    public long size(int dimension) {
        return sizes[dimension];
    }

    /// The product of all sizes: 1 for a scalar, 0 if any size is 0.
    public long elementCount() {
        return elementCount;
    }

    /// How many elements one step along the leading dimension spans; the whole for rank 0.
    public long elementsPerRow() {
        long count = 1;
        for (int i = 1; i < sizes.length; i++) {
            count *= sizes[i];
        }
        return count;
    }

    /// The same shape with another leading size; rank at least 1.
    public Shape withRows(long rows) {
        long[] changed = sizes.clone();
        changed[0] = rows;
        return of(changed);
    }

    /// The same shape with one more leading dimension.
    public Shape prepend(long size) {
        var longer = new long[sizes.length + 1];
        longer[0] = size;
        System.arraycopy(sizes, 0, longer, 1, sizes.length);
        return of(longer);
    }

    /// The same shape without its leading dimension; rank at least 1.
    public Shape withoutLeading() {
        return of(Arrays.copyOfRange(sizes, 1, sizes.length));
    }

    /// Whether both agree in all dimensions but the leading one.
    public boolean sameRows(Shape other) {
        return sizes.length == other.sizes.length
                && sizes.length > 0
                && Arrays.equals(sizes, 1, sizes.length, other.sizes, 1, sizes.length);
    }

    /// A copy of the sizes.
    public long[] toArray() {
        return sizes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return Arrays.toString(sizes);
    }
}
