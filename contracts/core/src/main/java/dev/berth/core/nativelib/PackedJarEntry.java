package dev.berth.core.nativelib;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// A file within a jar, as the jar's directory describes it.
///
/// @param bytes its length, unpacked
/// @param crc its CRC-32
record PackedJarEntry(URL source, long bytes, long crc) {

    static PackedJarEntry at(URL source) throws IOException {
        URLConnection connection = source.openConnection();
        // A cached connection would keep the jar open for the life of the process.
        connection.setUseCaches(false);
        if (!(connection instanceof JarURLConnection jar)) {
            throw new IOException(source + " is in no jar");
        }
        try (var file = jar.getJarFile()) {
            var entry = file.getEntry(jar.getEntryName());
            return new PackedJarEntry(source, entry.getSize(), entry.getCrc());
        }
    }

    String checksum() {
        return HexFormat.of().toHexDigits(crc, 8);
    }

    /// Leaves a file that holds the same as it is; writes it in place of any other.
    void unpackTo(Path target) throws IOException {
        if (isAt(target)) {
            return;
        }
        Path folder = target.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, "unpacking", ".part");
        try (InputStream in = source.openStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    part,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// The checksum of tens of megabytes takes some milliseconds, with the processor's own
    /// instructions and without a copy; a library that was damaged would end the process at some
    /// later time.
    private boolean isAt(Path target) throws IOException {
        if (!Files.isRegularFile(target) || Files.size(target) != bytes) {
            return false;
        }
        try (var file = FileChannel.open(target);
                var arena = Arena.ofConfined()) {
            var checksum = new CRC32();
            checksum.update(file.map(MapMode.READ_ONLY, 0, bytes, arena).asByteBuffer());
            return checksum.getValue() == crc;
        }
    }
}
