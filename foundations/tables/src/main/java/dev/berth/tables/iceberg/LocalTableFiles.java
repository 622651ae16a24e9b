package dev.berth.tables.iceberg;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Tables on file systems of this machine. Addresses of `file:` are paths, written as they are.
public final class LocalTableFiles implements TableFiles {
    private static final Pattern FILE = Pattern.compile("^file:(?://[^/]*)?(?=/)");
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:");

    @Override
    public List<String> names(String folder) throws IOException {
        Path path = Path.of(place(folder));
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (var entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    @Override
    public byte[] read(String file) throws IOException {
        return Files.readAllBytes(Path.of(place(file)));
    }

    @Override
    public byte[] read(String file, long offset, int length) throws IOException {
        try (var open = new RandomAccessFile(place(file), "r")) {
            // A damaged table may want more than there is, or than there is memory for.
            if (offset < 0 || length < 0 || offset + length > open.length()) {
                throw new EOFException(file + " ends before " + (offset + length));
            }
            byte[] piece = new byte[length];
            open.seek(offset);
            open.readFully(piece);
            return piece;
        }
    }

    @Override
    public String place(String file) {
        String path = FILE.matcher(file).replaceFirst("");
        if (SCHEME.matcher(path).find()) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    file + " is not on a file system of this machine, where alone DuckDB reads",
                    "join with Spark, or copy the whole table here");
        }
        return path;
    }
}
