package dev.berth.encoding.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/// Reads pictures from bytes: PNG, JPEG or WebP, as they are, in base64, or in a `data:` URL.
final class PictureReader {
    /// Adobe's number for it.
    private static final int YCCK = 2;

    private PictureReader() {}

    /// Reason why bytes are no readable picture, worded for the caller.
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// The upright picture, transparent parts on white.
    ///
    /// @param allowance of pixels, of which this takes its own
    static Picture read(byte[] bytes, PixelAllowance allowance) throws UnreadableException {
        byte[] file = bytes;
        Optional<PictureFormat> format = PictureFormat.of(file);
        if (format.isEmpty()) {
            file = fromBase64(bytes);
            format = PictureFormat.of(file);
        }
        if (format.isEmpty()) {
            throw new UnreadableException(
                    bytes.length + " bytes that are no picture (expected: PNG, JPEG or WebP)",
                    null);
        }
        try {
            return read(file, format.get(), allowance);
        } catch (IOException | RuntimeException failure) {
            // The readers meet hostile bytes with any exception whatever.
            throw new UnreadableException(
                    "a " + format.get() + " that cannot be decoded: " + failure.getMessage(),
                    failure);
        }
    }

    private static Picture read(byte[] file, PictureFormat format, PixelAllowance allowance)
            throws IOException, UnreadableException {
        return switch (format) {
            case PNG -> ExifOrientation.ofPng(file).upright(decode(file, format, allowance));
            case WEBP -> ExifOrientation.ofWebp(file).upright(decode(file, format, allowance));
            case JPEG -> {
                JpegSegments segments = JpegSegments.of(file);
                Picture picture =
                        decode(file, format, segments.scans(), allowance, taking(segments));
                yield ExifOrientation.of(segments).upright(picture);
            }
        };
    }

    /// Extraction of a picture from an image reader.
    private interface Taking {
        Picture from(ImageReader reader) throws IOException;
    }

    private static Taking taking(JpegSegments segments) {
        return segments.components() == 4
                ? reader ->
                        FourInks.picture(
                                reader.readRaster(0, null), segments.adobeTransform() == YCCK)
                : reader -> Rasters.picture(reader.read(0));
    }

    private static Picture decode(byte[] file, PictureFormat format, PixelAllowance allowance)
            throws IOException, UnreadableException {
        return decode(file, format, 1, allowance, reader -> Rasters.picture(reader.read(0)));
    }

    private static byte[] fromBase64(byte[] bytes) {
        int start = 0;
        if (bytes.length > 5 && bytes[0] == 'd' && bytes[1] == 'a' && bytes[4] == ':') {
            while (start < bytes.length && bytes[start] != ',') {
                start++;
            }
            start = Math.min(start + 1, bytes.length);
        }
        var text = new byte[bytes.length - start];
        int length = 0;
        for (int i = start; i < bytes.length; i++) {
            byte letter = bytes[i];
            if (letter != '\n' && letter != '\r' && letter != ' ' && letter != '\t') {
                text[length++] = letter == '-' ? (byte) '+' : letter == '_' ? (byte) '/' : letter;
            }
        }
        try {
            return Base64.getDecoder().decode(Arrays.copyOf(text, length));
        } catch (IllegalArgumentException notBase64) {
            return bytes;
        }
    }

    private static Picture decode(
            byte[] file, PictureFormat format, int scans, PixelAllowance allowance, Taking taking)
            throws IOException, UnreadableException {
        ImageReader reader = format.reader();
        try (var stream = new ByteArrayImageStream(file)) {
            var truncation = new AtomicReference<@Nullable String>();
            reader.addIIOReadWarningListener(
                    (source, warning) -> {
                        if (warning.toLowerCase(Locale.ROOT).contains("premature")) {
                            truncation.set(warning);
                        }
                    });
            reader.setInput(stream, true, true);
            allowance.take(reader.getWidth(0), reader.getHeight(0), scans, file.length);
            Picture picture = taking.from(reader);
            if (truncation.get() != null) {
                throw new IOException(truncation.get());
            }
            return picture;
        } finally {
            reader.dispose();
        }
    }
}
