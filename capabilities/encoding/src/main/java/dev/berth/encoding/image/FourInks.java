package dev.berth.encoding.image;

import java.awt.image.Raster;

/// Colours of JPEG files with four components, CMYK and YCCK, as red, green and blue, by the rule
/// that most training code uses (Pillow): without a profile, and with inks stored inverted as
/// Adobe's programs do, whether the file says that it is theirs or not.
final class FourInks {
    private FourInks() {}

    /// @param stored the samples as they are in the file
    /// @param isYcck whether the first three are YCbCr instead of cyan, magenta and yellow
    static Picture picture(Raster stored, boolean isYcck) {
        int width = stored.getWidth();
        int height = stored.getHeight();
        var samples = new byte[Math.multiplyExact(width * height, 3)];
        var row = new int[width * 4];
        int at = 0;
        for (int y = 0; y < height; y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, width, 1, row);
            for (int i = 0; i < row.length; i += 4) {
                if (isYcck) {
                    toInks(row, i);
                }
                // Inverted, each is how much light its ink lets through.
                int black = row[i + 3];
                for (int ink = 0; ink < 3; ink++) {
                    int covered = product(255 - row[i + ink], black);
                    samples[at++] = (byte) Math.max(black - covered, 0);
                }
            }
        }
        return new Picture(width, height, 3, samples);
    }

    /// Of YCbCr makes red, green and blue (JFIF 1.02), and of these inks.
    private static void toInks(int[] row, int i) {
        int luma = row[i];
        double blueness = row[i + 1] - 128;
        double redness = row[i + 2] - 128;
        row[i] = 255 - clamp(luma + 1.402 * redness);
        row[i + 1] = 255 - clamp(luma - 0.344136286 * blueness - 0.714136286 * redness);
        row[i + 2] = 255 - clamp(luma + 1.772 * blueness);
    }

    private static int clamp(double sample) {
        return Math.clamp(Math.round(sample), 0, 255);
    }

    /// Of two samples, as if 255 were 1.
    private static int product(int a, int b) {
        int scaled = a * b + 128;
        return ((scaled >> 8) + scaled) >> 8;
    }
}
