package dev.berth.evaluation.robustness;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Changes of pictures: decoded, changed pixel by pixel, encoded as PNG, which loses nothing. Bytes
/// that are no picture, or one of more than [#PIXELS_MAX], stay as they are.
final class PicturePerturbations {
    /// Bounds memory: some 400 MB while a picture is changed.
    private static final long PIXELS_MAX = 50_000_000;

    private static final int CHANNELS = 3;
    private static final int FULL = 255;

    private PicturePerturbations() {}

    static byte[] addNoise(byte[] picture, double deviation, SplittableRandom random) {
        Optional<BufferedImage> decoded = decode(picture);
        if (decoded.isEmpty()) {
            return picture;
        }
        BufferedImage image = decoded.get();
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                int noisy = 0;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    int value = row[x] >> (Byte.SIZE * channel) & FULL;
                    long changed = Math.round(value + FULL * deviation * random.nextGaussian());
                    noisy |= Math.clamp(changed, 0, FULL) << (Byte.SIZE * channel);
                }
                row[x] = noisy;
            }
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return encode(image, picture);
    }

    static byte[] blur(byte[] picture, int radius) {
        Optional<BufferedImage> decoded = decode(picture);
        if (decoded.isEmpty()) {
            return picture;
        }
        BufferedImage image = decoded.get();
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            image.setRGB(0, y, row.length, 1, means(row, radius), 0, row.length);
        }
        int[] column = new int[image.getHeight()];
        for (int x = 0; x < image.getWidth(); x++) {
            image.getRGB(x, 0, 1, column.length, column, 0, 1);
            image.setRGB(x, 0, 1, column.length, means(column, radius), 0, 1);
        }
        return encode(image, picture);
    }

    /// Means over a window that is cut off at the ends, from one pixel to the next.
    private static int[] means(int[] line, int radius) {
        int[] means = new int[line.length];
        int[] sums = new int[CHANNELS];
        int from = 0;
        int to = 0;
        for (int at = 0; at < line.length; at++) {
            for (; to < Math.min(line.length, at + radius + 1); to++) {
                add(sums, line[to], 1);
            }
            for (; from < at - radius; from++) {
                add(sums, line[from], -1);
            }
            for (int channel = 0; channel < CHANNELS; channel++) {
                int mean = (sums[channel] + (to - from) / 2) / (to - from);
                means[at] |= mean << (Byte.SIZE * channel);
            }
        }
        return means;
    }

    private static void add(int[] sums, int pixel, int sign) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            sums[channel] += sign * (pixel >> (Byte.SIZE * channel) & FULL);
        }
    }

    private static Optional<BufferedImage> decode(byte[] picture) {
        try (ImageInputStream in =
                ImageIO.createImageInputStream(new ByteArrayInputStream(picture))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return Optional.empty();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > PIXELS_MAX) {
                    return Optional.empty();
                }
                return Optional.of(opaque(reader.read(0)));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // Decoders fail in many ways on bytes that are no picture.
            return Optional.empty();
        }
    }

    private static BufferedImage opaque(BufferedImage image) {
        BufferedImage opaque =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            opaque.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return opaque;
    }

    private static byte[] encode(BufferedImage image, byte[] otherwise) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            return ImageIO.write(image, "png", out) ? out.toByteArray() : otherwise;
        } catch (IOException e) {
            return otherwise;
        }
    }
}
