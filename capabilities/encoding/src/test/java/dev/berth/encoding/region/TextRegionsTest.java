package dev.berth.encoding.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemCode;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TextRegionsTest {
    private final Workbench bench = Workbench.single();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Workbench step(Object... options) {
        Dimension any = Dimension.dynamic("?");
        bench.tensor("map", ElementType.FLOAT32, any, Dimension.fixed(1), any, any)
                .tensor("place", ElementType.INT64, Dimension.fixed(6));
        var all = new Object[options.length + 6];
        System.arraycopy(
                new Object[] {
                    "from",
                    "map",
                    "transform",
                    "place",
                    "into",
                    Workbench.options("boxes", "where", "scores", "sure")
                },
                0,
                all,
                0,
                6);
        System.arraycopy(options, 0, all, 6, options.length);
        return bench.step("text-regions", all);
    }

    /// A map with bars of 20 x 4 whose top left corners are these.
    private Tensor bars(int width, int height, int... corners) {
        var values = new float[width * height];
        for (int i = 0; i < corners.length; i += 2) {
            for (int y = corners[i + 1]; y < corners[i + 1] + 4; y++) {
                for (int x = corners[i]; x < corners[i] + 20; x++) {
                    values[y * width + x] = 0.875f;
                }
            }
        }
        return Tensor.ofFloats(bench.pool(), Shape.of(1, 1, height, width), values);
    }

    private Tensor place(long... numbers) {
        return Tensor.ofLongs(bench.pool(), Shape.of(6), numbers);
    }

    @Test
    void boxes_areInPixelsOfThePicture() {
        NamedTensors found =
                step().apply("map", bars(64, 32, 12, 8), "place", place(640, 160, 0, 0, 64, 32));
        // 80 x 1.5 / 48 = 2.5 at each side; 10 pixels of the picture in one of the map, and 5.
        assertThat(found.require("where").shape()).isEqualTo(Shape.of(1, 4, 2));
        assertThat(found.require("where").toFloats())
                .containsExactly(95, 27.5f, 345, 27.5f, 345, 72.5f, 95, 72.5f);
        assertThat(found.require("sure").toFloats()[0]).isCloseTo(0.875f, within(1e-4f));
    }

    @Test
    void boxes_ofAPictureWithPaddingAround_areShiftedAndClipped() {
        NamedTensors found =
                step().apply("map", bars(64, 32, 12, 8), "place", place(30, 20, 13, 6, 30, 20));
        assertThat(found.require("where").toFloats())
                .containsExactly(0, 0, 21.5f, 0, 21.5f, 8.5f, 0, 8.5f);
    }

    @Test
    void boxes_areInReadingOrder() {
        NamedTensors found =
                step().apply(
                                "map",
                                bars(128, 64, 80, 10, 10, 11, 10, 40, 45, 9, 50, 38),
                                "place",
                                place(128, 64, 0, 0, 128, 64));
        float[] where = found.require("where").toFloats();
        assertThat(List.of(where[0], where[8], where[16], where[24], where[32]))
                .containsExactly(7.5f, 42.5f, 77.5f, 7.5f, 47.5f);
    }

    @Test
    void boxes_outsideThePicture_areLeftOut() {
        NamedTensors found =
                step().apply("map", bars(64, 32, 40, 8), "place", place(30, 30, 0, 0, 30, 30));
        assertThat(found.require("where").shape()).isEqualTo(Shape.of(0, 4, 2));
        assertThat(found.require("sure").shape()).isEqualTo(Shape.of(0));
    }

    @Test
    void map_smallerThanThePicture_isRefused() {
        assertThat(
                        step().failure(
                                        "map",
                                        bars(64, 32, 12, 8),
                                        "place",
                                        place(9, 9, 0, 0, 96, 32))
                                .problem())
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
                            assertThat(problem.message()).contains("[1, 1, 32, 64]", "96 x 32");
                        });
    }

    @Test
    void options_outOfRange_areAllReported() {
        step("threshold", 1.5, "min-score", -0.1, "max-regions", 0, "score-of", "boxes");
        assertThat(bench.complaints())
                .contains("'threshold' is 1.5", "'min-score' is -0.1", "'max-regions' is 0")
                .contains("box, region");
    }

    @Test
    void packageWithBatches_isRefused() {
        try (var batched = Workbench.batched()) {
            batched.tensor("map", ElementType.FLOAT32, Workbench.N, Dimension.fixed(1))
                    .tensor("place", ElementType.INT64, Workbench.N, Dimension.fixed(6))
                    .step("text-regions", "from", "map", "transform", "place");
            assertThat(batched.complaints()).contains("leave signature.batch out");
        }
    }
}
