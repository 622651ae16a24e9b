package dev.berth.encoding.numeric;

import static dev.berth.encoding.Workbench.N;
import static dev.berth.encoding.Workbench.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassStepsTest {
    private static final Dimension ANY = Dimension.dynamic("any");

    @TempDir Path directory;

    private final Workbench bench = Workbench.batched();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Tensor floats(Shape shape, float... values) {
        return Tensor.ofFloats(bench.pool(), shape, values);
    }

    @Test
    void argMax_tiesAndNaN_giveTheFirstGreatestNumber() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY).step("arg-max", "from", "x", "into", "y");
        Tensor x = floats(Shape.of(2, 3), Float.NaN, 2, 2, -1, Float.NaN, -3);
        assertThat(bench.apply("x", x).require("y").toLongs()).containsExactly(1, 0);
    }

    @Test
    void argMax_labelsFromMetadata_namesTheClass() {
        bench.metadata("names", "{0: 'cat', 1: \"dog's\", 2: 'a: b'}")
                .tensor("x", ElementType.FLOAT32, N, Dimension.fixed(3))
                .step("arg-max", "from", "x", "into", "y", "labels", options("metadata", "names"));
        Tensor x = floats(Shape.of(2, 3), 0, 1, 0, 0, 0, 1);
        assertThat(Workbench.texts(bench.apply("x", x).require("y")))
                .containsExactly("dog's", "a: b");
    }

    @Test
    void labels_fromFile_keepBlanksAndDropLineEnds() throws IOException {
        Path file = Files.writeString(directory.resolve("labels.txt"), "one\r\n\u3000\nthree");
        bench.artifact("names", file)
                .tensor("x", ElementType.INT64, N)
                .step("labels", "from", "x", "into", "y", "labels", "names");
        Tensor x = Tensor.ofLongs(bench.pool(), Shape.of(3), 2, 1, 0);
        assertThat(Workbench.texts(bench.apply("x", x).require("y")))
                .containsExactly("three", "\u3000", "one");
    }

    @Test
    void labels_classOutside_fails() {
        bench.tensor("x", ElementType.INT64, N)
                .step("labels", "from", "x", "into", "y", "labels", List.of("a"));
        Tensor x = Tensor.ofLongs(bench.pool(), Shape.of(1), 1);
        assertThat(bench.failure("x", x).problem().message())
                .contains("class 1 (expected: 0 to 0)");
    }

    @Test
    void topK_randomScores_equalSorting() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        int width = 1 + random.nextInt(50);
        int k = 1 + random.nextInt(width);
        bench.tensor("x", ElementType.FLOAT32, N, ANY)
                .step("top-k", "from", "x", "k", k, "into", options("labels", "l", "scores", "s"));
        var values = new float[3 * width];
        for (int i = 0; i < values.length; i++) {
            // Few values, so that many are equal.
            values[i] = random.nextInt(12) == 0 ? Float.NaN : random.nextInt(9) - 4;
        }
        NamedTensors found = bench.apply("x", floats(Shape.of(3, width), values));
        for (int row = 0; row < 3; row++) {
            int start = row * width;
            List<Integer> sorted =
                    IntStream.range(0, width)
                            .boxed()
                            .sorted(
                                    Comparator.comparingDouble(
                                            i ->
                                                    Float.isNaN(values[start + i])
                                                            ? Double.POSITIVE_INFINITY
                                                            : -values[start + i]))
                            .toList();
            for (int i = 0; i < k; i++) {
                int expected = sorted.get(i);
                assertThat(found.require("l").toLongs()[row * k + i])
                        .as("seed %d", seed)
                        .isEqualTo(expected);
                assertThat(found.require("s").toFloats()[row * k + i])
                        // Boxed, so that NaN equals NaN.
                        .isEqualTo(Float.valueOf(values[start + expected]));
            }
        }
    }

    @Test
    void topK_moreThanThereAre_fails() {
        bench.tensor("x", ElementType.FLOAT32, N, ANY).step("top-k", "from", "x", "k", 3);
        assertThat(bench.failure("x", floats(Shape.of(1, 2), 1, 2)).problem().message())
                .contains("2 classes (expected: at least 3)");
    }

    @Test
    void reshape_inferredSize_followsFromTheRest() {
        Tensor x = floats(Shape.of(2, 6), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        Tensor found =
                bench.tensor("x", ElementType.FLOAT32, N, Dimension.fixed(6))
                        .step("reshape", "from", "x", "shape", List.of(3L, -1L), "into", "y")
                        .apply("x", x)
                        .require("y");
        assertThat(found.shape()).isEqualTo(Shape.of(2, 3, 2));
        assertThat(found.toFloats()).startsWith(0, 1, 2);
    }

    @Test
    void reshape_thatDoesNotFit_isAnErrorOrFails() {
        bench.tensor("x", ElementType.FLOAT32, N, Dimension.fixed(6))
                .tensor("z", ElementType.FLOAT32, N, ANY)
                .step("reshape", "from", "x", "shape", List.of(4L), "into", "y");
        assertThat(bench.complaints()).contains("'shape' is [4]").contains("6 elements");
    }

    @Test
    void rename_sharesTheTensor() {
        Tensor x = floats(Shape.of(1, 1), 5);
        NamedTensors found =
                bench.tensor("x", ElementType.FLOAT32, N, ANY)
                        .step("rename", "from", "x", "into", "y")
                        .apply("x", x);
        assertThat(found.require("y").toFloats()).containsExactly(5);
    }

    @Test
    void cast_numbersAndTexts_convertBothWays() {
        bench.tensor("t", ElementType.STRING, N)
                .tensor("i", ElementType.INT64, N)
                .step("cast", "from", "t", "type", "float32", "into", "f")
                .step("cast", "from", "f", "type", "int64", "into", "w")
                .step("cast", "from", "i", "type", "string", "into", "s")
                .step("cast", "from", "s", "type", "int64", "into", "j");
        NamedTensors found =
                bench.apply(
                        "t",
                        Tensor.ofStrings(Shape.of(2), List.of(" 2.75", "-1e1")),
                        "i",
                        Tensor.ofLongs(bench.pool(), Shape.of(2), Long.MAX_VALUE, -3));
        assertThat(found.require("f").toFloats()).containsExactly(2.75f, -10);
        assertThat(found.require("w").toLongs()).containsExactly(2, -10);
        assertThat(Workbench.texts(found.require("s")))
                .containsExactly("9223372036854775807", "-3");
        assertThat(found.require("j").toLongs()).containsExactly(Long.MAX_VALUE, -3);
    }

    @Test
    void cast_textThatIsNoNumber_namesTheRow() {
        bench.tensor("t", ElementType.STRING, N)
                .step("cast", "from", "t", "type", "int64", "into", "w");
        assertThat(
                        bench.failure("t", Tensor.ofStrings(Shape.of(2), List.of("1", "one")))
                                .problem()
                                .message())
                .contains("row 1")
                .contains("'one' (expected: int64)");
    }
}
