package dev.berth.encoding.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Finds the orientation in a picture's Exif data: a TIFF header, its first directory, the entry of
/// tag 0x0112 (CIPA DC-008). In a JPEG file it is a segment, in a PNG file the chunk `eXIf`, in a
/// WebP file the chunk `EXIF`. Anything that is not so counts as upright; broken Exif data are no
/// reason to refuse a picture.
final class ExifOrientation {
    private static final int TAG_ORIENTATION = 0x0112;
    private static final int TYPE_SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    private static final int PNG_SIGNATURE_BYTES = 8;

    /// Length and type, and the checksum behind the data.
    private static final int PNG_CHUNK_BYTES = 12;

    /// `RIFF`, the length of the rest, `WEBP`.
    private static final int RIFF_HEADER_BYTES = 12;

    private static final int RIFF_CHUNK_BYTES = 8;

    /// What some writers put before the TIFF header in WebP as in JPEG.
    private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private ExifOrientation() {}

    static Orientation of(JpegSegments jpeg) {
        return jpeg.exif().map(ExifOrientation::inTiff).orElse(Orientation.UPRIGHT);
    }

    static Orientation ofPng(byte[] png) {
        ByteBuffer file = ByteBuffer.wrap(png);
        int at = PNG_SIGNATURE_BYTES;
        while (at <= png.length - PNG_CHUNK_BYTES) {
            int length = file.getInt(at);
            if (length < 0 || length > png.length - at - PNG_CHUNK_BYTES) {
                break;
            }
            if (isNamed(png, at + 4, "eXIf")) {
                return inTiff(file.slice(at + 8, length));
            }
            at += PNG_CHUNK_BYTES + length;
        }
        return Orientation.UPRIGHT;
    }

    static Orientation ofWebp(byte[] webp) {
        return webpExif(webp).map(ExifOrientation::inTiff).orElse(Orientation.UPRIGHT);
    }

    private static Optional<ByteBuffer> webpExif(byte[] webp) {
        ByteBuffer file = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
        int at = RIFF_HEADER_BYTES;
        while (at <= webp.length - RIFF_CHUNK_BYTES) {
            int length = file.getInt(at + 4);
            if (length < 0 || length > webp.length - at - RIFF_CHUNK_BYTES) {
                break;
            }
            if (isNamed(webp, at, "EXIF")) {
                ByteBuffer exif = file.slice(at + RIFF_CHUNK_BYTES, length);
                ByteBuffer prefix = ByteBuffer.wrap(EXIF_PREFIX);
                boolean isPrefixed =
                        length >= EXIF_PREFIX.length
                                && exif.slice(0, EXIF_PREFIX.length).equals(prefix);
                int start = isPrefixed ? EXIF_PREFIX.length : 0;
                return Optional.of(exif.slice(start, length - start));
            }
            // Chunks of odd length are followed by a byte more.
            at += RIFF_CHUNK_BYTES + length + length % 2;
        }
        return Optional.empty();
    }

    private static boolean isNamed(byte[] file, int at, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (file[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
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
