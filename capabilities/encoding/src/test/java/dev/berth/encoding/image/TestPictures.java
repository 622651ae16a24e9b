package dev.berth.encoding.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.NullMarked;

/// Pictures made in memory.
@NullMarked
final class TestPictures {
    private TestPictures() {}

    /// A picture of this type, painted pixel by pixel.
    static BufferedImage painted(int width, int height, int type, Paint paint) {
        var image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, paint.at(x, y));
            }
        }
        return image;
    }

    interface Paint {
        int at(int x, int y);
    }

    static byte[] encoded(BufferedImage image, String format) {
        var bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalStateException("no writer for " + format);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    static byte[] png(int width, int height, Paint paint) {
        return encoded(painted(width, height, BufferedImage.TYPE_INT_RGB, paint), "png");
    }

    /// A JPEG with an Exif segment that says this orientation.
    static byte[] oriented(byte[] jpeg, int orientation, boolean bigEndian) {
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'I',
            'I',
            42,
            0,
            8,
            0,
            0,
            0,
            1,
            0,
            0x12,
            1,
            3,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0
        };
        exif[28] = (byte) orientation;
        if (bigEndian) {
            byte[] big = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0};
            big[19] = (byte) orientation;
            System.arraycopy(big, 0, exif, 10, big.length);
        }
        var all = new byte[jpeg.length + exif.length];
        System.arraycopy(jpeg, 0, all, 0, 2);
        System.arraycopy(exif, 0, all, 2, exif.length);
        System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
        return all;
    }
}
