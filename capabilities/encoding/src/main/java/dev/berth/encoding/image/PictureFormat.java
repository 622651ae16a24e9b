package dev.berth.encoding.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/// The formats of pictures, distinguished by their first bytes.
enum PictureFormat {
    PNG,
    JPEG,
    WEBP;

    static Optional<PictureFormat> of(byte[] file) {
        if (startsWith(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (startsWith(file, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] file, int at, int... bytes) {
        if (file.length < at + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((file[at + i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /// A reader for one picture; the caller that takes it disposes of it.
    ImageReader reader() throws IOException {
        return switch (this) {
            case PNG -> ofPlatform("png");
            case JPEG -> ofPlatform("jpeg");
            // Not through ImageIO's registry, which depends on the thread's class loader.
            case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
        };
    }

    private static ImageReader ofPlatform(String name) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name);
        if (!readers.hasNext()) {
            throw new IOException("this Java runtime has no " + name + " reader (java.desktop)");
        }
        return readers.next();
    }
}
