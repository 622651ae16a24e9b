package dev.berth.encoding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemCode;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RectifyTest {
    private final Workbench bench = Workbench.single();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Workbench step(Object... options) {
        bench.tensor("image", ElementType.BYTES)
                .tensor(
                        "boxes",
                        ElementType.FLOAT32,
                        Dimension.dynamic("lines"),
                        Dimension.fixed(4),
                        Dimension.fixed(2));
        var all = new Object[options.length + 6];
        System.arraycopy(
                new Object[] {"from", "image", "boxes", "boxes", "into", "part"}, 0, all, 0, 6);
        System.arraycopy(options, 0, all, 6, options.length);
        return bench.step("perspective-crop", all);
    }

    private static Tensor picture(byte[] file) {
        return Tensor.ofElements(ElementType.BYTES, Shape.of(), List.of(file));
    }

    private Tensor boxes(float... corners) {
        return Tensor.ofFloats(bench.pool(), Shape.of(corners.length / 8, 4, 2), corners);
    }

    /// Each pixel another colour.
    private static byte[] colours() {
        return TestPictures.png(40, 30, (x, y) -> (x * 6) << 16 | (y * 8) << 8 | (x * y) % 256);
    }

    private static BufferedImage part(NamedTensors found, int index) {
        return read(found.require("part").element(index));
    }

    private static BufferedImage read(byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void uprightBox_givesItsPixels() {
        NamedTensors found =
                step().apply(
                                "image",
                                picture(colours()),
                                "boxes",
                                boxes(5, 4, 25, 4, 25, 14, 5, 14));
        BufferedImage whole = read(colours());
        BufferedImage part = part(found, 0);
        assertThat(part.getWidth()).isEqualTo(20);
        assertThat(part.getHeight()).isEqualTo(10);
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 20; x++) {
                assertThat(part.getRGB(x, y)).isEqualTo(whole.getRGB(5 + x, 4 + y));
            }
        }
    }

    @Test
    void tallBox_isTurnedToTheLeft() {
        NamedTensors found =
                step().apply(
                                "image",
                                picture(colours()),
                                "boxes",
                                boxes(5, 4, 15, 4, 15, 24, 5, 24));
        BufferedImage whole = read(colours());
        BufferedImage part = part(found, 0);
        assertThat(part.getWidth()).isEqualTo(20);
        assertThat(part.getHeight()).isEqualTo(10);
        // Its right side becomes the top.
        assertThat(part.getRGB(0, 0)).isEqualTo(whole.getRGB(14, 4));
        assertThat(part.getRGB(19, 0)).isEqualTo(whole.getRGB(14, 23));
        assertThat(part.getRGB(0, 9)).isEqualTo(whole.getRGB(5, 4));
    }

    @Test
    void tallBox_withoutTurning_staysTall() {
        NamedTensors found =
                step("turn-from", 0)
                        .apply(
                                "image",
                                picture(colours()),
                                "boxes",
                                boxes(5, 4, 15, 4, 15, 24, 5, 24));
        assertThat(part(found, 0).getHeight()).isEqualTo(20);
    }

    @Test
    void grayPicture_staysGrayAndGoesOnBeyondItsEdges() {
        BufferedImage gray =
                TestPictures.painted(
                        8, 8, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> x < 4 ? 0 : 0xffffff);
        NamedTensors found =
                step().apply(
                                "image",
                                picture(TestPictures.encoded(gray, "png")),
                                "boxes",
                                boxes(-8, -4, 16, -4, 16, 12, -8, 12));
        BufferedImage part = part(found, 0);
        assertThat(part.getRaster().getNumBands()).isEqualTo(1);
        assertThat(part.getRaster().getSample(0, 0, 0)).isZero();
        assertThat(part.getRaster().getSample(23, 15, 0)).isEqualTo(255);
    }

    @Test
    void noBoxes_giveNoPartsAndReadNoPicture() {
        NamedTensors found =
                step().apply(
                                "image",
                                picture("no picture".getBytes(StandardCharsets.UTF_8)),
                                "boxes",
                                boxes());
        assertThat(found.require("part").shape()).isEqualTo(Shape.of(0));
    }

    @Test
    void brokenPicture_isRefusedInWords() {
        step();
        assertThat(
                        bench.failure(
                                        "image",
                                        picture("no picture".getBytes(StandardCharsets.UTF_8)),
                                        "boxes",
                                        boxes(0, 0, 9, 0, 9, 9, 0, 9))
                                .problem()
                                .message())
                .contains("step 'perspective-crop'", "no picture (expected: PNG, JPEG or WebP)");
    }

    @Test
    void quadrilateral_isSampledAsTheProjectionSays() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        Picture picture = smooth();
        for (int i = 0; i < 100; i++) {
            double[] c = {
                10 + random.nextDouble() * 15, 10 + random.nextDouble() * 15,
                60 + random.nextDouble() * 30, 10 + random.nextDouble() * 15,
                60 + random.nextDouble() * 30, 50 + random.nextDouble() * 40,
                10 + random.nextDouble() * 15, 50 + random.nextDouble() * 40
            };
            var corners = new Corners(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
            assertThat(corners.areConvex()).isTrue();
            BufferedImage part = read(new Rectifier(picture).png(corners, 30, 20));
            double[] map = solved(c);
            for (int y = 0; y < 20; y++) {
                for (int x = 0; x < 30; x++) {
                    double u = (x + 0.5) / 30;
                    double v = (y + 0.5) / 20;
                    double w = map[6] * u + map[7] * v + 1;
                    double expected =
                            ((map[0] * u + map[1] * v + map[2]) / w - 0.5)
                                    + ((map[3] * u + map[4] * v + map[5]) / w - 0.5);
                    assertThat((double) part.getRaster().getSample(x, y, 0))
                            .as("seed %d, case %d", seed, i)
                            .isCloseTo(expected, within(1.0));
                }
            }
        }
    }

    /// Brightness x + y, so that what is interpolated is known at every place.
    private static Picture smooth() {
        var samples = new byte[100 * 100];
        for (int y = 0; y < 100; y++) {
            for (int x = 0; x < 100; x++) {
                samples[y * 100 + x] = (byte) (x + y);
            }
        }
        return new Picture(100, 100, 1, samples);
    }

    /// The projective map from the unit square as the solution of its eight equations (Gauss).
    private static double[] solved(double[] c) {
        double[][] at = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        var rows = new double[8][9];
        for (int i = 0; i < 4; i++) {
            double u = at[i][0];
            double v = at[i][1];
            double x = c[i * 2];
            double y = c[i * 2 + 1];
            rows[i * 2] = new double[] {u, v, 1, 0, 0, 0, -u * x, -v * x, x};
            rows[i * 2 + 1] = new double[] {0, 0, 0, u, v, 1, -u * y, -v * y, y};
        }
        for (int column = 0; column < 8; column++) {
            int pivot = column;
            for (int row = column; row < 8; row++) {
                pivot = Math.abs(rows[row][column]) > Math.abs(rows[pivot][column]) ? row : pivot;
            }
            double[] swapped = rows[column];
            rows[column] = rows[pivot];
            rows[pivot] = swapped;
            for (int row = 0; row < 8; row++) {
                double factor = row == column ? 0 : rows[row][column] / rows[column][column];
                for (int i = column; i < 9; i++) {
                    rows[row][i] -= factor * rows[column][i];
                }
            }
        }
        var solution = new double[8];
        for (int i = 0; i < 8; i++) {
            solution[i] = rows[i][8] / rows[i][i];
        }
        return solution;
    }

    @Test
    void boxes_thatAreNone_areRefusedWithTheirNumbers() {
        step();
        float nan = Float.NaN;
        float[][] wrong = {
            {0, 0, nan, 0, 9, 9, 0, 9},
            {0, 0, Float.POSITIVE_INFINITY, 0, 9, 9, 0, 9},
            {0, 0, 0, 9, 9, 9, 9, 0},
            {0, 0, 9, 9, 9, 0, 0, 9},
            {5, 5, 5, 5, 5, 5, 5, 5},
            {0, 0, 9, 0, 1, 1, 0, 9},
        };
        for (float[] corners : wrong) {
            assertThat(
                            bench.failure("image", picture(colours()), "boxes", boxes(corners))
                                    .problem())
                    .satisfies(
                            problem -> {
                                assertThat(problem.code())
                                        .isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
                                assertThat(problem.message()).contains("box 0", "clockwise");
                            });
        }
        for (float side : new float[] {8000, 1e9f, 1e18f}) {
            assertThat(
                            bench.failure(
                                            "image",
                                            picture(colours()),
                                            "boxes",
                                            boxes(0, 0, side, 0, side, side, 0, side))
                                    .problem()
                                    .message())
                    .contains("at most 50000000");
        }
    }

    @Test
    void boxes_ofAnyNumbers_areCutOrRefused() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        step();
        int cut = 0;
        for (int i = 0; i < 500; i++) {
            var corners = new float[8];
            for (int j = 0; j < 8; j++) {
                corners[j] = random.nextInt(-20, 60) + random.nextInt(2) * random.nextFloat();
            }
            var tensors = new NamedTensors();
            try (tensors) {
                tensors.put("image", picture(colours()));
                tensors.put("boxes", boxes(corners));
                bench.pipeline().apply(tensors);
                BufferedImage part = read(tensors.require("part").element(0));
                assertThat(part.getWidth()).as("seed %d, case %d", seed, i).isBetween(1, 120);
                cut++;
            } catch (dev.berth.core.ProblemException refused) {
                assertThat(refused.problem().message()).as("seed %d", seed).contains("box 0");
            }
        }
        assertThat(cut).as("seed %d", seed).isPositive();
    }

    @Test
    void storedPng_anySize_isReadAsItWas() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        for (int[] size :
                new int[][] {{1, 1}, {3, 2}, {300, 77}, {1, 70_000}, {65_534, 1}, {9, 9}}) {
            for (int channels : new int[] {1, 3}) {
                int stride = size[0] * channels + 1;
                var scanlines = new byte[size[1] * stride];
                random.nextBytes(scanlines);
                for (int y = 0; y < size[1]; y++) {
                    scanlines[y * stride] = 0;
                }
                BufferedImage read = read(StoredPng.of(size[0], size[1], channels, scanlines));
                assertThat(read.getWidth()).isEqualTo(size[0]);
                assertThat(read.getHeight()).isEqualTo(size[1]);
                int x = random.nextInt(size[0]);
                int y = random.nextInt(size[1]);
                for (int channel = 0; channel < channels; channel++) {
                    assertThat(read.getRaster().getSample(x, y, channel))
                            .as("seed %d", seed)
                            .isEqualTo(scanlines[y * stride + 1 + x * channels + channel] & 0xff);
                }
            }
        }
    }

    @Test
    void packageWithBatches_isRefused() {
        try (var batched = Workbench.batched()) {
            batched.tensor("image", ElementType.BYTES, Workbench.N)
                    .tensor("boxes", ElementType.FLOAT32, Workbench.N)
                    .step("perspective-crop", "from", "image", "boxes", "boxes", "into", "part");
            assertThat(batched.complaints()).contains("leave signature.batch out");
        }
    }
}
