package dev.berth.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Jars of tests.
final class Jars {
    private Jars() {}

    static void write(Path jar, Map<String, byte[]> entries) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (var entry : new TreeMap<>(entries).entrySet()) {
                var zipped = new ZipEntry(entry.getKey());
                zipped.setTimeLocal(LocalDateTime.of(2026, 1, 2, 3, 4, 6));
                out.putNextEntry(zipped);
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
    }

    static java.util.List<String> names(Path jar) throws IOException {
        try (var file = new ZipFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }
}
