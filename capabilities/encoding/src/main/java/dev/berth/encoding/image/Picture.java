package dev.berth.encoding.image;

/// Pixels with 1 or 3 channels of a byte each, row by row, the channels of a pixel side by side:
/// red, green, blue. Not copied; the caller that makes one hands its array over.
final class Picture {
    private final int width;
    private final int height;
    private final int channels;
    private final byte[] samples;

    Picture(int width, int height, int channels, byte[] samples) {
        if ((long) width * height * channels != samples.length) {
            throw new IllegalArgumentException(
                    samples.length + " samples for " + width + "x" + height + "x" + channels);
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.samples = samples;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int channels() {
        return channels;
    }

    byte[] samples() {
        return samples;
    }

    int sample(int x, int y, int channel) {
        return Byte.toUnsignedInt(samples[(y * width + x) * channels + channel]);
    }

    /// The part of this size from (x, y) on, which lies inside.
    Picture crop(int x, int y, int cropWidth, int cropHeight) {
        if (x == 0 && y == 0 && cropWidth == width && cropHeight == height) {
            return this;
        }
        var part = new byte[cropWidth * cropHeight * channels];
        for (int row = 0; row < cropHeight; row++) {
            System.arraycopy(
                    samples,
                    ((y + row) * width + x) * channels,
                    part,
                    row * cropWidth * channels,
                    cropWidth * channels);
        }
        return new Picture(cropWidth, cropHeight, channels, part);
    }

    /// Brightness in one channel: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded.
    Picture gray() {
        if (channels == 1) {
            return this;
        }
        var gray = new byte[width * height];
        for (int i = 0; i < gray.length; i++) {
            int red = Byte.toUnsignedInt(samples[i * 3]);
            int green = Byte.toUnsignedInt(samples[i * 3 + 1]);
            int blue = Byte.toUnsignedInt(samples[i * 3 + 2]);
            // The weights in units of 2^-16, with a half added to round.
            gray[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16);
        }
        return new Picture(width, height, 1, gray);
    }

    /// The same in three channels.
    Picture colour() {
        if (channels == 3) {
            return this;
        }
        var colour = new byte[samples.length * 3];
        for (int i = 0; i < samples.length; i++) {
            colour[i * 3] = samples[i];
            colour[i * 3 + 1] = samples[i];
            colour[i * 3 + 2] = samples[i];
        }
        return new Picture(width, height, 3, colour);
    }
}
