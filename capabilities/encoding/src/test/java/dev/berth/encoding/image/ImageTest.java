package dev.berth.encoding.image;

import static dev.berth.encoding.Workbench.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageTest {
    private final Workbench bench = Workbench.batched();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private Workbench image(Object... more) {
        var all = new Object[more.length + 4];
        all[0] = "from";
        all[1] = "image";
        all[2] = "into";
        all[3] = "x";
        System.arraycopy(more, 0, all, 4, more.length);
        return bench.tensor("image", ElementType.BYTES, N).step("image", all);
    }

    private static Tensor pictures(byte[]... files) {
        return Tensor.ofElements(ElementType.BYTES, Shape.of(files.length), List.of(files));
    }

    /// Red, green, blue and white in a square.
    private static byte[] fourColours() {
        int[] colours = {0xff0000, 0x00ff00, 0x0000ff, 0xffffff};
        return TestPictures.png(2, 2, (x, y) -> colours[y * 2 + x]);
    }

    @Test
    void rgbPlanes_sameSize_haveThePixels() {
        NamedTensors found = image("width", 2, "height", 2).apply("image", pictures(fourColours()));
        assertThat(found.require("x").shape()).isEqualTo(Shape.of(1, 3, 2, 2));
        assertThat(found.require("x").toFloats())
                .containsExactly(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1);
    }

    @Test
    void bgrPixels_normalised_followTheTensorsOrder() {
        NamedTensors found =
                image(
                                "width",
                                2,
                                "height",
                                2,
                                "channels",
                                "BGR",
                                "layout",
                                "NHWC",
                                "scale",
                                1.0 / 255,
                                "mean",
                                List.of(0.5, 0.25, 0L),
                                "std",
                                List.of(0.5, 0.25, 1L))
                        .apply("image", pictures(fourColours()));
        assertThat(found.require("x").shape()).isEqualTo(Shape.of(1, 2, 2, 3));
        // Red, green, blue, white as (blue - 0.5) / 0.5, (green - 0.25) / 0.25, red.
        assertThat(found.require("x").toFloats())
                .containsExactly(-1, -1, 1, -1, 3, 0, 1, -1, 0, 1, 3, 1);
    }

    @Test
    void grayBytes_areWeightedBrightness() {
        NamedTensors found =
                image("width", 2, "height", 2, "channels", "gray", "type", "uint8")
                        .apply("image", pictures(fourColours()));
        Tensor pixels = found.require("x");
        assertThat(pixels.shape()).isEqualTo(Shape.of(1, 1, 2, 2));
        assertThat(
                        new double[] {
                            pixels.number(0), pixels.number(1), pixels.number(2), pixels.number(3)
                        })
                .containsExactly(76, 150, 29, 255);
    }

    @Test
    void base64AndDataUrl_areUnpacked() {
        byte[] base64 = Base64.getEncoder().encode(fourColours());
        byte[] wrapped =
                Base64.getMimeEncoder(20, "\r\n".getBytes(StandardCharsets.UTF_8))
                        .encode(fourColours());
        byte[] urlSafe = Base64.getUrlEncoder().withoutPadding().encode(fourColours());
        byte[] url =
                ("data:image/png;base64," + new String(base64, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
        float[] found =
                image("width", 1, "height", 1, "interpolation", "nearest")
                        .apply("image", pictures(base64, wrapped, urlSafe, url))
                        .require("x")
                        .toFloats();
        assertThat(found).hasSize(12).containsOnly(1);
    }

    @Test
    void webp_threeKinds_areRedAndBlue() throws Exception {
        image("width", 2, "height", 1, "interpolation", "nearest");
        NamedTensors found =
                bench.apply(
                        "image",
                        pictures(resource("lossless"), resource("lossy"), resource("alpha")));
        float[] x = found.require("x").toFloats();
        assertThat(x).startsWith(1, 0, 0, 0, 0, 1);
        for (int i = 0; i < 6; i++) {
            assertThat(x[6 + i]).isCloseTo(x[i], within(0.02f));
        }
        // Red, then transparency on white.
        float[] alpha = {1, 1, 0, 1, 0, 1};
        for (int i = 0; i < 6; i++) {
            assertThat(x[12 + i]).isCloseTo(alpha[i], within(0.02f));
        }
    }

    private static byte[] resource(String kind) throws Exception {
        try (var stream =
                ImageTest.class.getResourceAsStream("/pictures/red-blue-" + kind + ".webp")) {
            return Objects.requireNonNull(stream).readAllBytes();
        }
    }

    @Test
    void jpegOrientations_allEight_comeUpright() {
        // Black but for the upper left quarter of what was seen. By Exif's table, row 0 and column
        // 0
        // of what is stored are its top-left, top-right, bottom-right, bottom-left, left-top,
        // right-top, right-bottom, left-bottom.
        boolean[] whiteAtRight = {false, true, true, false, false, false, true, true};
        boolean[] whiteAtBottom = {false, false, true, true, false, true, true, false};
        image("width", 2, "height", 2, "channels", "gray", "interpolation", "nearest");
        var pipeline = bench.pipeline();
        for (int exif = 1; exif <= 8; exif++) {
            int index = exif - 1;
            // As many pixels wide as high would hide swapped axes, so wide where they swap.
            BufferedImage stored =
                    TestPictures.painted(
                            exif >= 5 ? 32 : 16,
                            exif >= 5 ? 16 : 32,
                            BufferedImage.TYPE_INT_RGB,
                            (x, y) -> {
                                boolean right = x >= (index >= 4 ? 16 : 8);
                                boolean bottom = y >= (index >= 4 ? 8 : 16);
                                return right == whiteAtRight[index]
                                                && bottom == whiteAtBottom[index]
                                        ? 0xffffff
                                        : 0;
                            });
            byte[] jpeg = TestPictures.encoded(stored, "jpg");
            for (boolean bigEndian : new boolean[] {false, true}) {
                NamedTensors found =
                        bench.apply(
                                pipeline,
                                "image",
                                pictures(TestPictures.oriented(jpeg, exif, bigEndian)));
                float[] x = found.require("x").toFloats();
                assertThat(x[0]).as("Exif %d", exif).isGreaterThan(0.95f);
                assertThat(x[1] + x[2] + x[3]).as("Exif %d", exif).isLessThan(0.1f);
            }
        }
    }

    @Test
    void grayPngs_eightAndSixteenBits_keepTheirSamples() {
        byte[] eight = TestPictures.encoded(filled(BufferedImage.TYPE_BYTE_GRAY, 0x66), "png");
        byte[] sixteen =
                TestPictures.encoded(filled(BufferedImage.TYPE_USHORT_GRAY, 0x66ff), "png");
        float[] found =
                image("width", 1, "height", 1)
                        .apply("image", pictures(eight, sixteen))
                        .require("x")
                        .toFloats();
        assertThat(found).containsOnly(0x66 / 255f);
    }

    private static BufferedImage filled(int type, int sample) {
        var image = new BufferedImage(1, 1, type);
        image.getRaster().setSample(0, 0, 0, sample);
        return image;
    }

    @Test
    void transparency_liesOnWhite() {
        byte[] half =
                TestPictures.encoded(
                        TestPictures.painted(
                                1, 1, BufferedImage.TYPE_INT_ARGB, (x, y) -> 0x80ff0000),
                        "png");
        float[] found =
                image("width", 1, "height", 1)
                        .apply("image", pictures(half))
                        .require("x")
                        .toFloats();
        assertThat(found).containsExactly(1, 127 / 255f, 127 / 255f);
    }

    @Test
    void palettePng_hasItsColours() {
        byte[] palette =
                TestPictures.encoded(
                        TestPictures.painted(
                                1, 1, BufferedImage.TYPE_BYTE_INDEXED, (x, y) -> 0xffff0000),
                        "png");
        assertThat(
                        image("width", 1, "height", 1)
                                .apply("image", pictures(palette))
                                .require("x")
                                .toFloats())
                .containsExactly(1, 0, 0);
    }

    @Test
    void fit_widePicture_isCenteredWithPadding() {
        byte[] wide = TestPictures.png(4, 2, (x, y) -> 0xffffff);
        float[] found =
                image(
                                "width",
                                4,
                                "height",
                                4,
                                "resize",
                                "fit",
                                "channels",
                                "gray",
                                "pad-value",
                                127.5,
                                "mean",
                                0.5,
                                "std",
                                0.5)
                        .apply("image", pictures(wide))
                        .require("x")
                        .toFloats();
        assertThat(found).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
    }

    @Test
    void fill_widePicture_keepsTheMiddle() {
        byte[] wide = TestPictures.png(6, 2, (x, y) -> x == 2 || x == 3 ? 0xffffff : 0);
        float[] found =
                image("width", 2, "height", 2, "resize", "fill", "channels", "gray")
                        .apply("image", pictures(wide))
                        .require("x")
                        .toFloats();
        assertThat(found).containsOnly(1);
    }

    @Test
    void heightOnly_rowsOfDifferentWidth_arePaddedToTheWidest() {
        byte[] narrow = TestPictures.png(3, 2, (x, y) -> 0xffffff);
        byte[] wide = TestPictures.png(10, 2, (x, y) -> 0xffffff);
        NamedTensors found =
                image(
                                "height",
                                1,
                                "resize",
                                "height-only",
                                "channels",
                                "gray",
                                "width-min",
                                3,
                                "max-width",
                                8,
                                "width-multiple-of",
                                2)
                        .apply("image", pictures(narrow, wide));
        assertThat(found.require("x").shape()).isEqualTo(Shape.of(2, 1, 1, 6));
        assertThat(found.require("x").toFloats())
                .containsExactly(1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0);
    }

    @Test
    void bombHeader_isRefusedBeforeDecoding() {
        byte[] bomb = TestPictures.png(1, 1, (x, y) -> 0);
        // Width and height in the header, which the checksum no longer fits; sizes are read first.
        for (int i = 0; i < 8; i++) {
            bomb[16 + i] = (byte) (i % 4 == 1 ? 1 : 0);
        }
        image("width", 1, "height", 1);
        ProblemException failure = bench.failure("image", pictures(fourColours(), bomb));
        assertThat(failure.problem().code()).isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
        assertThat(failure.problem().message()).contains("row 1").contains("65536 x 65536 pixels");
    }

    @Test
    void truncatedPictures_areRefused() {
        image("width", 1, "height", 1);
        BufferedImage noise =
                TestPictures.painted(
                        64, 64, BufferedImage.TYPE_INT_RGB, (x, y) -> (x * 7919 + y * 104729) * 31);
        for (String format : List.of("png", "jpg")) {
            byte[] whole = TestPictures.encoded(noise, format);
            byte[] half = Arrays.copyOf(whole, whole.length / 2);
            assertThat(bench.failure("image", pictures(half)).problem().code())
                    .as(format)
                    .isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
        }
    }

    @Test
    void noPicture_namesTheRowAndTheFormats() {
        image("width", 1, "height", 1);
        byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
        assertThat(bench.failure("image", pictures(text)).problem().message())
                .isEqualTo(
                        "step 'image' at row 0: 'image' has 5 bytes that are no picture (expected: PNG, JPEG or"
                                + " WebP)");
    }

    @Test
    void wrongOptions_areAllReported() {
        image(
                "width",
                0,
                "resize",
                "strech",
                "mean",
                List.of(1L, 2L),
                "std",
                0,
                "pad-value",
                300,
                "hight",
                3);
        assertThat(bench.errors()).hasSize(7);
        assertThat(bench.complaints())
                .contains("'width' is 0")
                .contains("'height' is missing")
                .contains("'hight' is unknown")
                .contains("did you mean 'height'?")
                .contains("'resize' is 'strech'")
                .contains("'mean' is 2 numbers")
                .contains("'std' is [0.0")
                .contains("'pad-value' is 300.0");
    }
}
