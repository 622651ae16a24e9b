package dev.berth.fuzzing;

import dev.berth.catalog.artifact.ArchiveProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Fuzz target: a jar with the artifact `model`, which yields its declared bytes or is rejected.
final class Archives implements Target {
    private static final String ENTRY = "model";

    private final Path archive;

    Archives() {
        try {
            this.archive = Files.createTempFile("berth-fuzzing", ".jar");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                zip(ZipOutputStream.DEFLATED, "a/readme", ENTRY),
                zip(ZipOutputStream.STORED, ENTRY),
                zip(ZipOutputStream.DEFLATED, "../x", ENTRY));
    }

    private static byte[] zip(int method, String... names) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.DEFLATED);
            // Stored without the sizes and checksums that setMethod(STORED) needs beforehand.
            zip.setLevel(method == ZipOutputStream.STORED ? 0 : 9);
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(new byte[100]);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        Files.write(archive, bytes);
        ArchiveProbe.take(archive, ENTRY);
    }
}
