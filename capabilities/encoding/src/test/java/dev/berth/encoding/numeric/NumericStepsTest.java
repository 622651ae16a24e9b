package dev.berth.encoding.numeric;

import static dev.berth.encoding.Workbench.N;
import static dev.berth.encoding.Workbench.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemCode;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NumericStepsTest {
    private static final Dimension ANY = Dimension.dynamic("any");

    private final Workbench bench = Workbench.batched();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Tensor floats(Shape shape, float... values) {
        return Tensor.ofFloats(bench.pool(), shape, values);
    }

    @Test
    void softmax_randomRows_equalsDefinition() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        bench.tensor("x", ElementType.FLOAT32, N, ANY).step("softmax", "from", "x", "into", "y");
        int rows = 1 + random.nextInt(5);
        int width = 1 + random.nextInt(40);
        var values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * 8);
        }
        float[] found =
                bench.apply("x", floats(Shape.of(rows, width), values)).require("y").toFloats();
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += Math.exp(values[row * width + i]);
            }
            for (int i = 0; i < width; i++) {
                int at = row * width + i;
                assertThat((double) found[at])
                        .as("seed %d, element %d", seed, at)
                        .isCloseTo(Math.exp(values[at]) / sum, within(1e-6));
            }
        }
    }

    @Test
    void softmax_extremeScores_staysFinite() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY).step("softmax", "from", "x", "into", "y");
        float infinity = Float.POSITIVE_INFINITY;
        Tensor x =
                floats(
                        Shape.of(4, 2),
                        3e38f,
                        -3e38f,
                        infinity,
                        0,
                        -infinity,
                        0,
                        -infinity,
                        -infinity);
        assertThat(bench.apply("x", x).require("y").toFloats())
                .startsWith(1, 0, 1, 0, 0, 1)
                .doesNotContain(Float.NaN);
    }

    @Test
    void sigmoid_extremes_areZeroHalfAndOne() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY).step("sigmoid", "from", "x", "into", "y");
        Tensor x = floats(Shape.of(1, 5), -1e30f, 0, 1e30f, 2, -2);
        float[] found = bench.apply("x", x).require("y").toFloats();
        assertThat(found).startsWith(0, 0.5f, 1);
        assertThat(found[3]).isCloseTo(0.880797f, within(1e-6f));
        assertThat(found[3] + found[4]).isCloseTo(1, within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void l2Normalise_everyFloat_givesUnitVectors(ElementType type) {
        bench.tensor("x", type, N, ANY).step("l2-normalize", "from", "x", "into", "y");
        Tensor x = Tensor.allocate(bench.pool(), type, Shape.of(2, 2));
        for (int i = 0; i < 4; i++) {
            x.setNumber(i, new double[] {3, 4, 0, 0}[i]);
        }
        assertThat(bench.apply("x", x).require("y").toFloats()).containsExactly(0.6f, 0.8f, 0, 0);
    }

    @Test
    void l2Normalise_hugeElements_doNotOverflow() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY)
                .step("l2-normalize", "from", "x", "into", "y");
        assertThat(bench.apply("x", floats(Shape.of(1, 2), 3e38f, 3e38f)).require("y").toFloats())
                .containsExactly(0.70710677f, 0.70710677f);
    }

    @Test
    void meanPool_randomMasks_equalsDefinition() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        int rows = 1 + random.nextInt(4);
        int positions = 1 + random.nextInt(9);
        int masked = 1 + random.nextInt(positions);
        int width = 1 + random.nextInt(7);
        bench.tensor("h", ElementType.FLOAT32, N, ANY, Dimension.fixed(width))
                .tensor("m", ElementType.INT64, N, Dimension.dynamic("other"))
                .step("mean-pool", "from", "h", "mask", "m", "into", "p");
        var hidden = new float[rows * positions * width];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = random.nextFloat();
        }
        var mask = new long[rows * masked];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextInt(2);
        }
        float[] found =
                bench.apply(
                                "h",
                                floats(Shape.of(rows, positions, width), hidden),
                                "m",
                                Tensor.ofLongs(bench.pool(), Shape.of(rows, masked), mask))
                        .require("p")
                        .toFloats();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < width; i++) {
                double sum = 0;
                int count = 0;
                for (int position = 0; position < masked; position++) {
                    if (mask[row * masked + position] == 1) {
                        sum += hidden[(row * positions + position) * width + i];
                        count++;
                    }
                }
                assertThat((double) found[row * width + i])
                        .as("seed %d", seed)
                        .isCloseTo(count == 0 ? 0 : sum / count, within(1e-6));
            }
        }
    }

    @Test
    void meanPool_maskLongerThanSequence_fails() {
        bench.tensor("h", ElementType.FLOAT32, N, ANY, ANY)
                .tensor("m", ElementType.INT64, N, ANY)
                .step("mean-pool", "from", "h", "mask", "m", "into", "p");
        var failure =
                bench.failure(
                        "h",
                        floats(Shape.of(1, 1, 1), 1),
                        "m",
                        Tensor.ofLongs(bench.pool(), Shape.of(1, 2), 1, 1));
        assertThat(failure.problem().code()).isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
    }

    @Test
    void ctc_repeatsAndBlanks_collapse() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY, Dimension.fixed(4))
                .step(
                        "ctc",
                        "from",
                        "x",
                        "alphabet",
                        List.of("a", "b"),
                        "space",
                        true,
                        "into",
                        options("text", "t", "confidence", "c"));
        var tensors = bench.apply("x", oneHot(0.9f, new int[] {1, 1, 0, 1, 2, 3, 0}, new int[7]));
        assertThat(Workbench.texts(tensors.require("t"))).containsExactly("aab ", "");
        assertThat(tensors.require("c").toFloats()).containsExactly(0.9f, 0);
    }

    @Test
    void ctc_logitsAndLastBlank_areReadAsSuch() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY, ANY)
                .step(
                        "ctc",
                        "from",
                        "x",
                        "alphabet",
                        List.of("a", "b", "c"),
                        "blank",
                        3,
                        "scores",
                        "logits");
        var tensors = bench.apply("x", oneHot(20, new int[] {0, 3, 2, 2}));
        assertThat(tensors.require("text").text(0)).isEqualTo("ac");
        assertThat(tensors.require("confidence").toFloats()[0]).isCloseTo(1, within(1e-6f));
    }

    private Tensor oneHot(float value, int[]... rows) {
        var values = new float[rows.length * rows[0].length * 4];
        int at = 0;
        for (int[] row : rows) {
            for (int best : row) {
                values[at + best] = value;
                at += 4;
            }
        }
        return floats(Shape.of(rows.length, rows[0].length, 4), values);
    }

    @Test
    void ctc_alphabetOfAnotherSize_isAnError() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY, Dimension.fixed(9))
                .step("ctc", "from", "x", "alphabet", List.of("a", "b"));
        assertThat(bench.complaints())
                .contains("2 symbols")
                .contains("8 symbols for the 9 classes");
    }

    @Test
    void unsqueeze_record_getsOneDimensionMore() {
        try (var single = Workbench.single()) {
            single.tensor("a", ElementType.FLOAT32, Dimension.fixed(2), Dimension.dynamic("w"))
                    .step("unsqueeze", "from", "a", "into", "b");
            Tensor a = Tensor.ofFloats(single.pool(), Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
            Tensor b = single.apply("a", a).require("b");
            assertThat(b.shape()).isEqualTo(Shape.of(1, 2, 3));
            assertThat(b.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }
}
