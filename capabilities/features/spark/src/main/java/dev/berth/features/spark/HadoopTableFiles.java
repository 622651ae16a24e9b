package dev.berth.features.spark;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.tables.iceberg.TableFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/// Files of Iceberg tables on any file system that Hadoop supports.
record HadoopTableFiles(Configuration configuration) implements TableFiles {
    @Override
    public List<String> names(String folder) throws IOException {
        Path path = new Path(folder);
        List<String> names = new ArrayList<>();
        try {
            for (FileStatus status : path.getFileSystem(configuration).listStatus(path)) {
                names.add(status.getPath().getName());
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        return names;
    }

    @Override
    public byte[] read(String file) throws IOException {
        Path path = new Path(file);
        try (var open = path.getFileSystem(configuration).open(path)) {
            return open.readAllBytes();
        }
    }

    @Override
    public byte[] read(String file, long offset, int length) throws IOException {
        Path path = new Path(file);
        var system = path.getFileSystem(configuration);
        long end = system.getFileStatus(path).getLen();
        // A damaged table may request more bytes than exist or fit into memory.
        if (offset < 0 || length < 0 || offset + length > end) {
            throw new IOException(file + " ends at " + end);
        }
        try (var open = system.open(path)) {
            byte[] piece = new byte[length];
            open.readFully(offset, piece);
            return piece;
        }
    }

    @Override
    public String place(String file) {
        Path path = new Path(file);
        String name = path.getName();
        if (name.startsWith(".") || (name.startsWith("_") && !name.contains("="))) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    file + " has a name that Spark takes for that of a hidden file, without rows",
                    "join with DuckDB, or have the table's files rewritten");
        }
        try {
            return path.getFileSystem(configuration).makeQualified(path).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
