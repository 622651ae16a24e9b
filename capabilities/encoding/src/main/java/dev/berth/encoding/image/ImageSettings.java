package dev.berth.encoding.image;

import dev.berth.core.tensor.ElementType;
import dev.berth.encoding.Options;
import java.util.Collections;
import java.util.List;

/// The options of an image step.
///
/// @param type float32 or uint8
record ImageSettings(
        ResizePolicy framing,
        PixelLayout layout,
        Interpolation interpolation,
        PixelNormalizer scale,
        ElementType type) {

    /// The longest side of a tensor; a bound for mistyped numbers.
    private static final int SIDE_MAX = 16_384;

    private static final int WIDTH_MAX_DEFAULT = 4096;

    /// The element types that pixels come in.
    private enum PixelType {
        FLOAT32(ElementType.FLOAT32),
        UINT8(ElementType.UINT8);

        private final ElementType elements;

        PixelType(ElementType elements) {
            this.elements = elements;
        }
    }

    static ImageSettings read(Options options) {
        var layout =
                new PixelLayout(
                        options.choice("channels", PixelLayout.Channels.RGB),
                        options.choice("layout", PixelLayout.Layout.NCHW));
        PixelType type = options.choice("type", PixelType.FLOAT32);
        return new ImageSettings(
                readFraming(options),
                layout,
                options.choice("interpolation", Interpolation.BILINEAR),
                readScale(options, layout.count(), type),
                type.elements);
    }

    private static ResizePolicy readFraming(Options options) {
        ResizePolicy.Resize resize = options.choice("resize", ResizePolicy.Resize.STRETCH);
        if (resize == ResizePolicy.Resize.WITHIN) {
            return readWithin(options);
        }
        int height = options.requireInteger("height", 1, SIDE_MAX);
        ResizePolicy.Align align =
                resize == ResizePolicy.Resize.FIT
                        ? options.choice("align", ResizePolicy.Align.CENTER)
                        : ResizePolicy.Align.START;
        double cropRatio = resize == ResizePolicy.Resize.FILL ? options.number("crop-ratio", 1) : 1;
        if (cropRatio < 0.01 || cropRatio > 1) {
            options.error("crop-ratio", String.valueOf(cropRatio), "a number from 0.01 to 1");
        }
        if (resize != ResizePolicy.Resize.HEIGHT_ONLY) {
            int width = options.requireInteger("width", 1, SIDE_MAX);
            return new ResizePolicy(resize, align, width, height, width, 1, cropRatio);
        }
        int min = options.integer("width-min", 1, 1, SIDE_MAX);
        int max = options.integer("max-width", Math.max(WIDTH_MAX_DEFAULT, min), 1, SIDE_MAX);
        if (max < min) {
            options.error("max-width", String.valueOf(max), "at least width-min, " + min);
        }
        int multipleOf = options.integer("width-multiple-of", 1, 1, SIDE_MAX);
        return new ResizePolicy(resize, align, min, height, max, multipleOf, cropRatio);
    }

    private static ResizePolicy readWithin(Options options) {
        int multipleOf = options.integer("side-multiple-of", 1, 1, SIDE_MAX);
        int sideMax = options.requireInteger("max-side", 1, SIDE_MAX);
        if (options.has("max-side") && sideMax < multipleOf) {
            options.error(
                    "max-side",
                    String.valueOf(sideMax),
                    "at least side-multiple-of, " + multipleOf);
        }
        int sideMin = options.integer("min-side", 1, 1, SIDE_MAX);
        if (options.has("max-side") && sideMax < sideMin) {
            options.error("min-side", String.valueOf(sideMin), "at most max-side, " + sideMax);
            sideMin = sideMax;
        }
        return new ResizePolicy(
                ResizePolicy.Resize.WITHIN,
                ResizePolicy.Align.START,
                sideMax,
                sideMin,
                sideMax,
                multipleOf,
                1);
    }

    private static PixelNormalizer readScale(Options options, int channels, PixelType type) {
        double padding = options.number("pad-value", 0);
        if (padding < 0 || padding > 255) {
            options.error("pad-value", String.valueOf(padding), "a number from 0 to 255");
        }
        if (type == PixelType.UINT8) {
            for (String name : List.of("scale", "mean", "std")) {
                if (options.has(name)) {
                    options.error(name, "given", "absent where 'type' is uint8");
                }
            }
            List<Double> zeros = Collections.nCopies(channels, 0.0);
            return PixelNormalizer.of(1, zeros, Collections.nCopies(channels, 1.0), padding);
        }
        double scale = options.number("scale", 1.0 / 255);
        List<Double> means = perChannel(options, "mean", channels, 0);
        List<Double> deviations = perChannel(options, "std", channels, 1);
        if (deviations.contains(0.0)) {
            options.error("std", deviations.toString(), "numbers other than 0");
        }
        return PixelNormalizer.of(scale, means, deviations, padding);
    }

    private static List<Double> perChannel(
            Options options, String name, int channels, double fallback) {
        List<Double> numbers = options.numbers(name);
        if (numbers.isEmpty() || numbers.size() == 1) {
            double number = numbers.isEmpty() ? fallback : numbers.getFirst();
            return Collections.nCopies(channels, number);
        }
        if (numbers.size() != channels) {
            options.error(name, numbers.size() + " numbers", "one, or one for each of " + channels);
            return Collections.nCopies(channels, fallback);
        }
        return numbers;
    }
}
