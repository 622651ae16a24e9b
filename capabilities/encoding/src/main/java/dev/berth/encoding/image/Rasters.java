package dev.berth.encoding.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/// Takes the samples out of decoded images as they were stored.
///
/// Java would convert gray and 16-bit images to sRGB through a linear gray space, which changes the
/// values; models were trained on the stored ones. 16-bit samples lose their lower byte.
final class Rasters {
    private Rasters() {}

    static Picture picture(BufferedImage image) {
        ColorModel model = image.getColorModel();
        int type = image.getRaster().getDataBuffer().getDataType();
        boolean plain = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
        return model instanceof ComponentColorModel && plain
                ? ofComponents(image.getRaster(), type == DataBuffer.TYPE_USHORT ? 8 : 0)
                : ofColours(image);
    }

    /// Gray, gray with alpha, RGB or RGBA.
    private static Picture ofComponents(Raster raster, int shift) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        int channels = bands < 3 ? 1 : 3;
        boolean hasAlpha = bands == 2 || bands == 4;
        var samples = new byte[width * height * channels];
        var row = new int[width * bands];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int pixel = 0; pixel < row.length; pixel += bands) {
                int alpha = hasAlpha ? row[pixel + bands - 1] >> shift : 255;
                for (int channel = 0; channel < channels; channel++) {
                    samples[at++] = onWhite(row[pixel + channel] >> shift, alpha);
                }
            }
        }
        return new Picture(width, height, channels, samples);
    }

    /// Whatever else there is: palettes, packed pixels.
    private static Picture ofColours(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        var samples = new byte[width * height * 3];
        var row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int colour : row) {
                int alpha = colour >>> 24;
                samples[at++] = onWhite((colour >> 16) & 0xff, alpha);
                samples[at++] = onWhite((colour >> 8) & 0xff, alpha);
                samples[at++] = onWhite(colour & 0xff, alpha);
            }
        }
        return new Picture(width, height, 3, samples);
    }

    private static byte onWhite(int sample, int alpha) {
        return (byte) (alpha == 255 ? sample : (sample * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}
