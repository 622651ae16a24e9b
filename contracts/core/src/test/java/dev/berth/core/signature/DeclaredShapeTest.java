package dev.berth.core.signature;

import static dev.berth.core.signature.Dimension.dynamic;
import static dev.berth.core.signature.Dimension.fixed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.tensor.Shape;
import org.junit.jupiter.api.Test;

class DeclaredShapeTest {
    private static final DeclaredShape BATCH_OF_16 = DeclaredShape.of(dynamic("N"), fixed(16));

    @Test
    void accepts_anySizeOfADynamicDimension_isTrue() {
        assertThat(BATCH_OF_16.accepts(Shape.of(0, 16))).isTrue();
    }

    @Test
    void accepts_otherFixedSize_isFalse() {
        assertThat(BATCH_OF_16.accepts(Shape.of(1, 15))).isFalse();
    }

    @Test
    void accepts_otherRank_isFalse() {
        assertThat(BATCH_OF_16.accepts(Shape.of(16))).isFalse();
    }

    @Test
    void accepts_scalarForNoDimensions_isTrue() {
        assertThat(DeclaredShape.of().accepts(Shape.of())).isTrue();
    }

    @Test
    void isCompatibleWith_dynamicAgainstFixed_isTrue() {
        assertThat(BATCH_OF_16.isCompatibleWith(DeclaredShape.of(fixed(4), dynamic("?")))).isTrue();
    }

    @Test
    void isCompatibleWith_otherFixedSize_isFalse() {
        assertThat(BATCH_OF_16.isCompatibleWith(DeclaredShape.of(dynamic("N"), fixed(15))))
                .isFalse();
    }

    @Test
    void isCompatibleWith_otherRank_isFalse() {
        assertThat(BATCH_OF_16.isCompatibleWith(DeclaredShape.of(dynamic("N")))).isFalse();
    }

    @Test
    void findDynamic_knownName_isItsPosition() {
        assertThat(BATCH_OF_16.findDynamic("N")).contains(0);
    }

    @Test
    void findDynamic_textOfAFixedSize_isEmpty() {
        assertThat(BATCH_OF_16.findDynamic("16")).isEmpty();
    }

    @Test
    void elementCount_allFixed_isTheProduct() {
        assertThat(DeclaredShape.of(fixed(2), fixed(3)).elementCount()).contains(6L);
    }

    @Test
    void elementCount_oneDynamic_isEmpty() {
        assertThat(BATCH_OF_16.elementCount()).isEmpty();
    }

    @Test
    void elementCount_scalar_isOne() {
        assertThat(DeclaredShape.of().elementCount()).contains(1L);
    }

    @Test
    void wireSizes_dynamic_isMinusOne() {
        assertThat(BATCH_OF_16.wireSizes()).containsExactly(-1L, 16L);
    }

    @Test
    void withoutLeading_twoDimensions_isTheSecond() {
        assertThat(BATCH_OF_16.withoutLeading()).isEqualTo(DeclaredShape.of(fixed(16)));
    }

    @Test
    void fixed_negativeSize_throws() {
        assertThatThrownBy(() -> fixed(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size: -1 (expected: >= 0)");
    }

    @Test
    void toString_mixed_writesSizesAndNames() {
        assertThat(BATCH_OF_16).hasToString("[N, 16]");
    }
}
