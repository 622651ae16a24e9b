package dev.berth.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SeededRandom;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void of_noSizes_isAScalarWithOneElement() {
        assertThat(Shape.of().elementCount()).isEqualTo(1);
    }

    @Test
    void of_sizes_multipliesThem() {
        assertThat(Shape.of(2, 3, 4).elementCount()).isEqualTo(24);
    }

    @Test
    void of_aZero_hasNoElements() {
        assertThat(Shape.of(2, 0, 4).elementCount()).isZero();
    }

    @Test
    void of_negativeSize_isRefused() {
        assertRefused("[2, -1]", "no size below 0", 2, -1);
    }

    @Test
    void of_negativeSizeBesideZero_isRefused() {
        assertRefused("[0, -1]", "no size below 0", 0, -1);
    }

    @Test
    void of_theMostElements_isAllowed() {
        assertThat(Shape.of(Shape.ELEMENTS_MAX).elementCount()).isEqualTo(Shape.ELEMENTS_MAX);
    }

    @Test
    void of_oneElementTooMany_isRefused() {
        assertRefused("[2147483640]", "at most 2147483639 elements", Shape.ELEMENTS_MAX + 1);
    }

    @Test
    void of_productBeyondLong_isRefused() {
        assertRefused("4294967296", "elements", 1L << 32, 1L << 32);
    }

    @Test
    void of_productThatWrapsToZero_isRefused() {
        assertRefused("65536", "elements", 1 << 16, 1 << 16, 1 << 16, 1 << 16);
    }

    /// Such a size would be cut to 32 bits when it is read as a number of rows.
    @Test
    void of_hugeSizeBesideZero_isRefused() {
        assertRefused("[4294967301, 0]", "elements", (1L << 32) + 5, 0);
    }

    @Test
    void of_hugeProductBesideZero_isRefused() {
        assertRefused("[0, ", "elements", 0, 1 << 30, 1 << 30, 1 << 30);
    }

    @Test
    void of_thirtyTwoDimensions_isAllowed() {
        assertThat(Shape.of(ones(32)).rank()).isEqualTo(32);
    }

    @Test
    void of_thirtyThreeDimensions_isRefused() {
        assertRefused("33 dimensions", "at most 32 dimensions", ones(33));
    }

    @Test
    void of_randomSizes_agreesWithUnboundedArithmetic() {
        SeededRandom.check(
                random -> {
                    for (int round = 0; round < 20_000; round++) {
                        long[] sizes = new long[1 + random.nextInt(4)];
                        BigInteger product = BigInteger.ONE;
                        for (int i = 0; i < sizes.length; i++) {
                            sizes[i] = 1 + (random.nextLong() >>> (33 + random.nextInt(30)));
                            product = product.multiply(BigInteger.valueOf(sizes[i]));
                        }
                        if (product.compareTo(BigInteger.valueOf(Shape.ELEMENTS_MAX)) > 0) {
                            assertThatThrownBy(() -> Shape.of(sizes))
                                    .isInstanceOf(ProblemException.class);
                        } else {
                            assertThat(Shape.of(sizes).elementCount())
                                    .isEqualTo(product.longValueExact());
                        }
                    }
                });
    }

    @Test
    void of_arrayChangedLater_keepsItsSizes() {
        long[] sizes = {2, 3};
        Shape shape = Shape.of(sizes);
        sizes[0] = 9;
        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void toArray_changed_leavesTheShape() {
        Shape shape = Shape.of(2, 3);
        shape.toArray()[0] = 9;
        assertThat(shape).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void elementsPerRow_emptyBatch_isThatOfOneRow() {
        assertThat(Shape.of(0, 3, 4).elementsPerRow()).isEqualTo(12);
    }

    @Test
    void withRows_anotherNumber_changesTheLeadingSize() {
        assertThat(Shape.of(2, 3).withRows(7)).isEqualTo(Shape.of(7, 3));
    }

    @Test
    void prepend_scalar_makesAVector() {
        assertThat(Shape.of().prepend(5)).isEqualTo(Shape.of(5));
    }

    @Test
    void withoutLeading_vector_isAScalar() {
        assertThat(Shape.of(5).withoutLeading()).isEqualTo(Shape.of());
    }

    @Test
    void sameRows_otherLeadingSize_isTrue() {
        assertThat(Shape.of(2, 3).sameRows(Shape.of(5, 3))).isTrue();
    }

    @Test
    void sameRows_otherTrailingSize_isFalse() {
        assertThat(Shape.of(2, 3).sameRows(Shape.of(2, 4))).isFalse();
    }

    @Test
    void sameRows_scalars_isFalse() {
        assertThat(Shape.of().sameRows(Shape.of())).isFalse();
    }

    @Test
    void equals_otherRank_isFalse() {
        assertThat(Shape.of(2)).isNotEqualTo(Shape.of(2, 1));
    }

    private static long[] ones(int rank) {
        long[] sizes = new long[rank];
        Arrays.fill(sizes, 1);
        return sizes;
    }

    private static void assertRefused(String found, String expected, long... sizes) {
        assertThatThrownBy(() -> Shape.of(sizes))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SHAPE_MISMATCH))
                .hasMessageContaining(found)
                .hasMessageContaining(expected);
    }
}
