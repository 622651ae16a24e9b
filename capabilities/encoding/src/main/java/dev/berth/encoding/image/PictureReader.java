package dev.berth.encoding.image;

import java.awt.image.BufferedImage;
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
    /// 50 megapixels: more than any camera in a phone stores by default, 150 MB when unpacked.
    static final long PIXELS_MAX = 50_000_000;

    private PictureReader() {}

    /// Why bytes are no picture, in words for the caller.
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// The upright picture, transparent parts on white.
    static Picture read(byte[] bytes) throws UnreadableException {
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
            Picture picture = decode(file, format.get());
            return format.get() == PictureFormat.JPEG
                    ? ExifOrientation.of(file).upright(picture)
                    : picture;
        } catch (IOException | RuntimeException failure) {
            // The readers meet hostile bytes with any exception whatever.
            throw new UnreadableException(
                    "a " + format.get() + " that cannot be decoded: " + failure.getMessage(),
                    failure);
        }
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

    private static Picture decode(byte[] file, PictureFormat format)
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
            requireSize(reader.getWidth(0), reader.getHeight(0));
            BufferedImage image = reader.read(0);
            if (truncation.get() != null) {
                throw new IOException(truncation.get());
            }
            return Rasters.picture(image);
        } finally {
            reader.dispose();
        }
    }

    private static void requireSize(int width, int height) throws UnreadableException {
        if ((long) width * height > PIXELS_MAX) {
            throw new UnreadableException(
                    "a picture of "
                            + width
                            + " x "
                            + height
                            + " pixels (expected: at most "
                            + PIXELS_MAX
                            + " in all)",
                    null);
        }
    }
}
