package dev.berth.encoding.image;

import java.util.Arrays;

/// Changes the size of pictures.
///
/// Design: a new sample is the weighted mean of the old ones around its place. When a picture
/// shrinks, the weights are spread as far as the new pixels lie apart, so that every old pixel
/// counts and nothing flickers (area averaging). Width and height are independent, so one pass
/// makes the rows narrower and a second the columns shorter; the weights of a place are the same in
/// every row and are computed once. Between the passes samples are rounded to bytes. Most training
/// code resizes by this scheme too (Pillow); agreement with it is not measured yet.
///
/// Weights are integers in units of 2^-22, the most for which the sum of 255 times them fits an
/// int; the result is the same on every machine. Cost: width × height × the pixels under a weight,
/// for each pass.
final class Resampler {
    private static final int FRACTION_BITS = 22;
    private static final int HALF = 1 << (FRACTION_BITS - 1);

    private Resampler() {}

    /// One axis of a new picture: `scaled` pixels in all, kept from `offset` on.
    ///
    /// @param scaled at least 1
    /// @param offset 0 to `scaled - count`
    /// @param count at least 1
    record Axis(long scaled, long offset, int count) {
        static Axis whole(int size) {
            return new Axis(size, 0, size);
        }

        private boolean leaves(int size) {
            return scaled == size && offset == 0 && count == size;
        }
    }

    /// The picture scaled and cropped. Rows go first, unless that would make a giant of a picture
    /// that is narrow and very long.
    static Picture resize(
            Picture picture, Axis horizontal, Axis vertical, Interpolation interpolation) {
        long rowsFirst = (long) horizontal.count * picture.height();
        if (rowsFirst > PixelAllowance.PIXELS_MAX) {
            return resizeRows(
                    resizeColumns(picture, vertical, interpolation), horizontal, interpolation);
        }
        return resizeColumns(
                resizeRows(picture, horizontal, interpolation), vertical, interpolation);
    }

    private static Picture resizeRows(Picture picture, Axis axis, Interpolation interpolation) {
        if (axis.leaves(picture.width())) {
            return picture;
        }
        Weights weights = Weights.of(picture.width(), axis, interpolation);
        int channels = picture.channels();
        byte[] from = picture.samples();
        var to = new byte[Math.multiplyExact(axis.count, picture.height() * channels)];
        int at = 0;
        for (int y = 0; y < picture.height(); y++) {
            int rowStart = y * picture.width() * channels;
            for (int x = 0; x < axis.count; x++) {
                int start = rowStart + weights.first[x] * channels;
                int factorStart = x * weights.stride;
                int count = weights.count[x];
                for (int channel = 0; channel < channels; channel++) {
                    int sum = HALF;
                    for (int i = 0; i < count; i++) {
                        int sample = from[start + i * channels + channel] & 0xff;
                        sum += sample * weights.factor[factorStart + i];
                    }
                    to[at++] = clamp(sum >> FRACTION_BITS);
                }
            }
        }
        return new Picture(axis.count, picture.height(), channels, to);
    }

    private static Picture resizeColumns(Picture picture, Axis axis, Interpolation interpolation) {
        if (axis.leaves(picture.height())) {
            return picture;
        }
        Weights weights = Weights.of(picture.height(), axis, interpolation);
        int rowLength = picture.width() * picture.channels();
        byte[] from = picture.samples();
        var to = new byte[Math.multiplyExact(rowLength, axis.count)];
        var sums = new int[rowLength];
        for (int y = 0; y < axis.count; y++) {
            Arrays.fill(sums, HALF);
            for (int i = 0; i < weights.count[y]; i++) {
                int factor = weights.factor[y * weights.stride + i];
                int start = (weights.first[y] + i) * rowLength;
                for (int x = 0; x < rowLength; x++) {
                    sums[x] += (from[start + x] & 0xff) * factor;
                }
            }
            for (int x = 0; x < rowLength; x++) {
                to[y * rowLength + x] = clamp(sums[x] >> FRACTION_BITS);
            }
        }
        return new Picture(picture.width(), axis.count, picture.channels(), to);
    }

    private static byte clamp(int sample) {
        return (byte) Math.clamp(sample, 0, 255);
    }

    /// The weights along one axis: for new place `i` those of `count[i]` old places from `first[i]`
    /// on lie at `factor[i * stride]`.
    private static final class Weights {
        private final int stride;
        private final int[] first;
        private final int[] count;
        private final int[] factor;

        private Weights(int size, int stride) {
            this.stride = stride;
            this.first = new int[size];
            this.count = new int[size];
            this.factor = new int[Math.multiplyExact(size, stride)];
        }

        static Weights of(int from, Axis axis, Interpolation interpolation) {
            double scale = (double) from / axis.scaled;
            if (interpolation == Interpolation.NEAREST) {
                return nearest(from, axis, scale);
            }
            double spread = Math.max(scale, 1);
            double radius = interpolation.radius() * spread;
            var weights = new Weights(axis.count, (int) Math.ceil(radius) * 2 + 1);
            var exact = new double[weights.stride];
            for (int i = 0; i < axis.count; i++) {
                double center = (axis.offset + i + 0.5) * scale;
                int first = Math.max((int) (center - radius + 0.5), 0);
                int end = Math.min((int) (center + radius + 0.5), from);
                double sum = 0;
                for (int j = first; j < end; j++) {
                    exact[j - first] = interpolation.weight((j + 0.5 - center) / spread);
                    sum += exact[j - first];
                }
                weights.first[i] = first;
                weights.count[i] = end - first;
                for (int j = 0; j < end - first; j++) {
                    weights.factor[i * weights.stride + j] =
                            (int) Math.round(exact[j] / sum * (1 << FRACTION_BITS));
                }
            }
            return weights;
        }

        private static Weights nearest(int from, Axis axis, double scale) {
            var weights = new Weights(axis.count, 1);
            for (int i = 0; i < axis.count; i++) {
                double place = (axis.offset + i + 0.5) * scale;
                weights.first[i] = Math.min((int) place, from - 1);
                weights.count[i] = 1;
                weights.factor[i] = 1 << FRACTION_BITS;
            }
            return weights;
        }
    }
}
