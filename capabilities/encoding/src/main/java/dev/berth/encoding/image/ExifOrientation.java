package dev.berth.encoding.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Finds the orientation in a JPEG file: segment APP1 that begins with `Exif`, within it a TIFF
/// header, its first directory, the entry of tag 0x0112 (CIPA DC-008). Anything that is not so
/// counts as upright; a broken Exif segment is no reason to refuse a picture.
final class ExifOrientation {
    private static final int START_OF_SCAN = 0xda;
    private static final int APP1 = 0xe1;
    private static final int TAG_ORIENTATION = 0x0112;
    private static final int TYPE_SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    private ExifOrientation() {}

    static Orientation of(byte[] jpeg) {
        ByteBuffer file = ByteBuffer.wrap(jpeg);
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & 0xff) == 0xff) {
            int marker = jpeg[at + 1] & 0xff;
            int length = Short.toUnsignedInt(file.getShort(at + 2));
            if (marker == START_OF_SCAN || length < 2 || at + 2 + length > jpeg.length) {
                break;
            }
            if (marker == APP1 && isExif(file, at + 4, length - 2)) {
                return inTiff(file.slice(at + 10, length - 8));
            }
            at += 2 + length;
        }
        return Orientation.UPRIGHT;
    }

    private static boolean isExif(ByteBuffer file, int at, int length) {
        return length >= 6 && file.getInt(at) == 0x45786966 && file.getShort(at + 4) == 0;
    }

    private static Orientation inTiff(ByteBuffer tiff) {
        if (tiff.limit() < 8) {
            return Orientation.UPRIGHT;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8 || directory > tiff.limit() - 2) {
            return Orientation.UPRIGHT;
        }
        int count = Short.toUnsignedInt(tiff.getShort(directory));
        for (int i = 0; i < count; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if (entry > tiff.limit() - ENTRY_BYTES) {
                break;
            }
            if (Short.toUnsignedInt(tiff.getShort(entry)) == TAG_ORIENTATION
                    && tiff.getShort(entry + 2) == TYPE_SHORT) {
                return Orientation.of(Short.toUnsignedInt(tiff.getShort(entry + 8)));
            }
        }
        return Orientation.UPRIGHT;
    }
}
