package dev.berth.encoding.expression;

import static dev.berth.encoding.Workbench.N;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CelTest {
    private final Workbench bench = Workbench.batched();

    CelTest() {
        bench.tensor("age", ElementType.INT64, N)
                .tensor("unit price", ElementType.FLOAT32, N)
                .tensor("country", ElementType.STRING, N)
                .tensor("v", ElementType.FLOAT32, N, Dimension.fixed(2));
    }

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private NamedTensors apply(Object... options) {
        return bench.step("cel", options).apply(inputs());
    }

    private Object[] inputs() {
        return new Object[] {
            "age", Tensor.ofLongs(bench.pool(), Shape.of(2), 20, 10),
            "unit price", Tensor.ofFloats(bench.pool(), Shape.of(2), 1.5f, -2),
            "country", Tensor.ofStrings(Shape.of(2), List.of("DE", "FR")),
            "v", Tensor.ofFloats(bench.pool(), Shape.of(2, 2), 1, 2, 3, 4)
        };
    }

    @Test
    void comparison_givesBooleans() {
        Tensor found =
                apply("expression", "age >= 18 && country in ['DE', 'AT']", "into", "y")
                        .require("y");
        assertThat(found.type()).isEqualTo(ElementType.BOOL);
        assertThat(found.number(0)).isEqualTo(1);
        assertThat(found.number(1)).isEqualTo(0);
    }

    @Test
    void arithmetic_overOddName_givesFloats() {
        Tensor found =
                apply(
                                "expression",
                                "unit_price * double(age) + v[1]",
                                "into",
                                "y",
                                "type",
                                "float32")
                        .require("y");
        assertThat(found.toFloats()).containsExactly(32, -16);
    }

    @Test
    void text_isConcatenated() {
        Tensor found = apply("expression", "country + '-' + string(age)", "into", "y").require("y");
        assertThat(Workbench.texts(found)).containsExactly("DE-20", "FR-10");
    }

    @Test
    void list_withShape_givesAVector() {
        Tensor found =
                apply(
                                "expression",
                                "v.map(x, x * 2.0)",
                                "into",
                                "y",
                                "shape",
                                List.of(2L),
                                "type",
                                "float32")
                        .require("y");
        assertThat(found.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(found.toFloats()).containsExactly(2, 4, 6, 8);
    }

    @Test
    void singleRecord_withoutBatchDimension_isReadWhole() {
        try (var single = Workbench.single()) {
            single.tensor("v", ElementType.FLOAT32, Dimension.fixed(2));
            Tensor found =
                    single.step("cel", "expression", "v[0] + v[1]", "into", "y")
                            .apply("v", Tensor.ofFloats(single.pool(), Shape.of(2), 3, 4))
                            .require("y");
            assertThat(found.shape()).isEqualTo(Shape.of());
            assertThat(found.number(0)).isEqualTo(7);
        }
    }

    @Test
    void list_ofOtherSize_isRefused() {
        bench.step("cel", "expression", "v", "into", "y", "shape", List.of(3L));
        assertThat(bench.failure(inputs()).problem().message())
                .contains("row 0")
                .contains("2 elements (expected: a list of 3)");
    }

    @Test
    void constant_hasAsManyRowsAsTheRequest() {
        assertThat(apply("expression", "7", "into", "y").require("y").toLongs())
                .containsExactly(7, 7);
    }

    @Test
    void failingRow_isNamedWithTheExpression() {
        bench.step("cel", "expression", "100 / (age - 10)", "into", "y");
        assertThat(bench.failure(inputs()).problem().message())
                .startsWith("step 'cel' at row 1: '100 / (age - 10)' failed")
                .contains("zero");
    }

    @Test
    void valueOutsideItsType_isRefused() {
        bench.step("cel", "expression", "age * 20", "into", "y", "type", "uint8");
        assertThat(bench.failure(inputs()).problem().message())
                .contains("row 0")
                .contains("400 (expected: uint8, 0 to 255)");
    }

    @Test
    void mistypedExpressions_areErrors() {
        bench.step("cel", "expression", "age + country", "into", "a")
                .step("cel", "expression", "salary > 3", "into", "b")
                .step("cel", "expression", "v", "into", "c")
                .step("cel", "expression", "unit_price", "into", "d", "type", "int64")
                .step("cel", "expression", "age >", "into", "e");
        assertThat(bench.errors())
                .extracting(error -> error.location().line())
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(bench.complaints())
                .contains("no matching overload")
                .contains("undeclared reference to 'salary'")
                .contains("the sizes of the list")
                .contains("int, as int(…) gives");
    }
}
