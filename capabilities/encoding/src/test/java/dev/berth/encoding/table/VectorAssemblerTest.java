package dev.berth.encoding.table;

import static dev.berth.encoding.Workbench.N;
import static dev.berth.encoding.Workbench.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VectorAssemblerTest {
    private final Workbench bench = Workbench.batched();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Tensor floats(Shape shape, float... values) {
        return Tensor.ofFloats(bench.pool(), shape, values);
    }

    @Test
    void fieldsOfEveryKind_becomeColumnsInOrder() {
        bench.tensor("age", ElementType.FLOAT32, N)
                .tensor("plan", ElementType.STRING, N)
                .tensor("rank", ElementType.INT64, N)
                .tensor("active", ElementType.BOOL, N)
                .tensor("pair", ElementType.FLOAT32, N, Dimension.fixed(2))
                .step(
                        "columns",
                        "into",
                        "features",
                        "columns",
                        List.of(
                                options(
                                        "field",
                                        "age",
                                        "missing",
                                        40,
                                        "scale",
                                        options("mean", 40, "std", 10)),
                                options(
                                        "field",
                                        "plan",
                                        "one-hot",
                                        List.of("basic", "pro"),
                                        "missing",
                                        "basic"),
                                options("field", "rank", "one-hot", List.of(1L, 2L)),
                                options("field", "active"),
                                options(
                                        "field",
                                        "pair",
                                        "log1p",
                                        true,
                                        "scale",
                                        options("min", 0, "max", 2))));
        Tensor active = Tensor.allocate(bench.pool(), ElementType.BOOL, Shape.of(2));
        active.setNumber(0, 1);
        active.setNumber(1, 0);
        float[] found =
                bench.apply(
                                "age",
                                floats(Shape.of(2), 50, Float.NaN),
                                "plan",
                                Tensor.ofStrings(Shape.of(2), List.of("pro", "")),
                                "rank",
                                Tensor.ofLongs(bench.pool(), Shape.of(2), 2, 7),
                                "active",
                                active,
                                "pair",
                                floats(Shape.of(2, 2), 0, (float) Math.expm1(2), 0, 0))
                        .require("features")
                        .toFloats();
        assertThat(found).containsExactly(1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void missingNumber_withoutAStandIn_staysNaN() {
        bench.tensor("a", ElementType.FLOAT64, N)
                .step(
                        "columns",
                        "into",
                        "f",
                        "type",
                        "float64",
                        "columns",
                        List.of(options("field", "a")));
        Tensor a = Tensor.ofDoubles(bench.pool(), Shape.of(2), Double.NaN, 0.1);
        Tensor found = bench.apply("a", a).require("f");
        assertThat(found.number(0)).isNaN();
        assertThat(found.number(1)).isEqualTo(0.1);
    }

    @Test
    void unknownCategory_rejected_namesRowAndChoices() {
        bench.tensor("plan", ElementType.STRING, N)
                .step(
                        "columns",
                        "into",
                        "f",
                        "columns",
                        List.of(
                                options(
                                        "field",
                                        "plan",
                                        "one-hot",
                                        List.of("basic", "pro"),
                                        "unknown",
                                        "reject")));
        assertThat(
                        bench.failure("plan", Tensor.ofStrings(Shape.of(2), List.of("pro", "gold")))
                                .problem()
                                .message())
                .isEqualTo(
                        "step 'columns' at row 1: field 'plan' is 'gold' (expected: one of basic,"
                                + " pro)");
    }

    @Test
    void wrongColumns_areAllReported() {
        bench.tensor("plan", ElementType.STRING, N)
                .tensor("any", ElementType.FLOAT32, N, Dimension.dynamic("k"))
                .step(
                        "columns",
                        "into",
                        "f",
                        "columns",
                        List.of(
                                options("field", "plan"),
                                options("field", "any", "scale", options("mean", 1, "std", 0)),
                                options("field", "plan", "one-hot", List.of("a", "a")),
                                options("feild", "plan")));
        assertThat(bench.complaints())
                .contains("'columns[0].field' is tensor plan")
                .contains("'columns[1].scale' is a division by 0")
                .contains("'columns[1].field' is tensor any")
                .contains("'columns[2].one-hot' is [a, a]")
                .contains("'columns[3].field' is missing")
                .contains("'columns[3].feild' is unknown");
    }
}
