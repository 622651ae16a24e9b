package dev.berth.encoding.image;

import static dev.berth.encoding.Workbench.N;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Workbench;
import dev.berth.encoding.image.ImageTransformTensor.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `resize: within`, and where pictures come to lie in the tensor.
class ImageTransformTest {
    private final Workbench bench = Workbench.batched();

    @AfterEach
    void noMemoryIsHeld() {
        bench.close();
    }

    private NamedTensors apply(List<Object> options, byte[]... files) {
        List<Object> all = new ArrayList<>(List.of("from", "image"));
        all.addAll(List.of("into", Workbench.options("pixels", "x", "transform", "place")));
        all.addAll(options);
        return bench.tensor("image", ElementType.BYTES, N)
                .step("image", all.toArray())
                .apply(
                        "image",
                        Tensor.ofElements(
                                ElementType.BYTES, Shape.of(files.length), List.of(files)));
    }

    private static byte[] plain(int width, int height) {
        return TestPictures.png(width, height, (x, y) -> 0xffffff);
    }

    @ParameterizedTest
    @CsvSource({
        "960, 640,   960, 640",
        "1000, 500,  960, 480",
        "100, 30,     96,  32",
        "5, 5,        32,  32",
        "4000, 20,   960,  32",
        "970, 970,   960, 960",
        "700, 719,   704, 704",
    })
    void within_roundsBothSidesAndStaysInTheSquare(
            int width, int height, int toWidth, int toHeight) {
        NamedTensors found =
                apply(
                        List.of("resize", "within", "max-side", 960, "side-multiple-of", 32),
                        plain(width, height));
        assertThat(found.require("x").shape()).isEqualTo(Shape.of(1, 3, toHeight, toWidth));
        assertThat(found.require("place").toLongs())
                .containsExactly(width, height, 0, 0, toWidth, toHeight);
    }

    @Test
    void within_rowsOfDifferentSize_arePaddedToTheLargest() {
        NamedTensors found =
                apply(
                        List.of("resize", "within", "max-side", 50, "channels", "gray"),
                        plain(4, 2),
                        plain(2, 3));
        assertThat(found.require("x").shape()).isEqualTo(Shape.of(2, 1, 3, 4));
        assertThat(found.require("x").toFloats())
                .containsExactly(
                        1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, //
                        1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0);
        assertThat(found.require("place").toLongs())
                .containsExactly(4, 2, 0, 0, 4, 2, 2, 3, 0, 0, 2, 3);
    }

    @Test
    void within_smallPicture_isEnlargedToTheLeastSide() {
        NamedTensors found =
                apply(List.of("resize", "within", "max-side", 96, "min-side", 64), plain(16, 8));
        assertThat(found.require("place").toLongs()).containsExactly(16, 8, 0, 0, 64, 32);
    }

    @Test
    void within_sideBelowTheMultiple_isAnError() {
        bench.tensor("image", ElementType.BYTES, N)
                .step(
                        "image",
                        "from",
                        "image",
                        "into",
                        "x",
                        "resize",
                        "within",
                        "max-side",
                        20,
                        "side-multiple-of",
                        32,
                        "width",
                        5);
        assertThat(bench.complaints())
                .contains(
                        "'max-side' is 20", "at least side-multiple-of, 32", "'width' is unknown");
    }

    /// A white spot on black, found in the tensor and located in pixels of the picture.
    @ParameterizedTest
    @CsvSource({
        "stretch,     100, 30",
        "fit,          64, 64",
        "fill,         64, 64",
        "height-only,  64, 64",
        "within,       64, 64",
    })
    void place_ofASpot_leadsBackToThePicture(String resize, int width, int height) {
        List<Object> options = new ArrayList<>(List.of("resize", resize, "channels", "gray"));
        switch (resize) {
            case "within" -> Collections.addAll(options, "max-side", width, "side-multiple-of", 8);
            case "height-only" -> Collections.addAll(options, "height", height);
            default -> Collections.addAll(options, "width", width, "height", height);
        }
        byte[] file =
                TestPictures.png(
                        200,
                        120,
                        (x, y) -> Math.abs(x - 110) < 10 && Math.abs(y - 50) < 10 ? 0xffffff : 0);
        NamedTensors found = apply(options, file);
        Tensor pixels = found.require("x");
        Place place = Place.read(found.require("place"), 0);
        int across = (int) pixels.shape().size(3);
        float[] values = pixels.toFloats();
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < values.length; i++) {
            int row = i / across;
            sum += values[i];
            sumX += values[i] * (i - row * across + 0.5);
            sumY += values[i] * (row + 0.5);
        }
        assertThat(place.pictureX(sumX / sum)).isCloseTo(110.5, within(0.6));
        assertThat(place.pictureY(sumY / sum)).isCloseTo(50.5, within(0.6));
    }
}
