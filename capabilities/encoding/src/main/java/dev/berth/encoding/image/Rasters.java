package dev.berth.encoding.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;

/// Extraction of the samples of decoded images, as they were stored.
///
/// Java would convert gray and 16-bit images to sRGB through a linear gray space, which changes the
/// values; models were trained on the stored ones. 16-bit samples lose their lower byte.
///
/// Large pictures are checked sample by sample here, so the kinds that almost all are have ways of
/// their own: samples side by side are copied, and palettes are made into samples once.
final class Rasters {
    private Rasters() {}

    static Picture picture(BufferedImage image) {
        ColorModel model = image.getColorModel();
        Raster raster = image.getRaster();
        int type = raster.getDataBuffer().getDataType();
        if (model instanceof IndexColorModel palette && type == DataBuffer.TYPE_BYTE) {
            return ofPalette(raster, palette);
        }
        if (!(model instanceof ComponentColorModel)) {
            return ofColours(image);
        }
        return switch (type) {
            case DataBuffer.TYPE_BYTE ->
                    isOfBytes(raster) ? ofBytes(raster) : ofComponents(raster, 0);
            case DataBuffer.TYPE_USHORT ->
                    isOfShorts(raster) ? ofShorts(raster) : ofComponents(raster, 8);
            default -> ofColours(image);
        };
    }

    private static boolean isOfBytes(Raster raster) {
        return isPlain(raster) && raster.getDataBuffer() instanceof DataBufferByte;
    }

    private static boolean isOfShorts(Raster raster) {
        return isPlain(raster) && raster.getDataBuffer() instanceof DataBufferUShort;
    }

    /// Whether it has no alpha and its samples lie side by side.
    private static boolean isPlain(Raster raster) {
        int bands = raster.getNumBands();
        return (bands == 1 || bands == 3)
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel
                && raster.getParent() == null;
    }

    /// The sample at a place of a raster's data, in 8 bits.
    private interface Stored {
        byte at(int place);
    }

    private static Picture ofBytes(Raster raster) {
        byte[] stored = ((DataBufferByte) raster.getDataBuffer()).getData();
        return ofInterleaved(raster, place -> stored[place]);
    }

    private static Picture ofShorts(Raster raster) {
        short[] stored = ((DataBufferUShort) raster.getDataBuffer()).getData();
        return ofInterleaved(raster, place -> (byte) (stored[place] >> Byte.SIZE));
    }

    /// Gray or RGB, in whatever order the bands lie.
    private static Picture ofInterleaved(Raster raster, Stored stored) {
        var model = (PixelInterleavedSampleModel) raster.getSampleModel();
        int start = raster.getDataBuffer().getOffset();
        int[] offsets = model.getBandOffsets();
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = offsets.length;
        var samples = new byte[Math.multiplyExact(width * height, bands)];
        int at = 0;
        for (int y = 0; y < height; y++) {
            int from = start + y * model.getScanlineStride();
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < bands; band++) {
                    samples[at++] = stored.at(from + offsets[band]);
                }
                from += model.getPixelStride();
            }
        }
        return new Picture(width, height, bands, samples);
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

    private static Picture ofPalette(Raster raster, IndexColorModel palette) {
        int count = palette.getMapSize();
        var colours = new byte[count * 3];
        for (int i = 0; i < count; i++) {
            put(palette.getRGB(i), colours, i * 3);
        }
        int width = raster.getWidth();
        int height = raster.getHeight();
        var samples = new byte[Math.multiplyExact(width * height, 3)];
        var row = new byte[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getDataElements(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (byte index : row) {
                int from = (index & 0xff) * 3;
                samples[at++] = colours[from];
                samples[at++] = colours[from + 1];
                samples[at++] = colours[from + 2];
            }
        }
        return new Picture(width, height, 3, samples);
    }

    /// Whatever else there is: packed pixels.
    private static Picture ofColours(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        var samples = new byte[width * height * 3];
        var row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int colour : row) {
                put(colour, samples, at);
                at += 3;
            }
        }
        return new Picture(width, height, 3, samples);
    }

    private static void put(int colour, byte[] samples, int at) {
        int alpha = colour >>> 24;
        samples[at] = onWhite((colour >> 16) & 0xff, alpha);
        samples[at + 1] = onWhite((colour >> 8) & 0xff, alpha);
        samples[at + 2] = onWhite(colour & 0xff, alpha);
    }

    private static byte onWhite(int sample, int alpha) {
        return (byte) (alpha == 255 ? sample : (sample * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}
