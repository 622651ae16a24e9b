package dev.berth.tables.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/// Iceberg's `FileIO` over [TableFiles], each file read as a whole: those of metadata are a few
/// megabytes. Nothing is written.
final class TableFileIo implements FileIO {
    private static final long serialVersionUID = 1L;

    private final transient TableFiles files;
    private final transient MovedPaths moved;

    TableFileIo(TableFiles files, MovedPaths moved) {
        this.files = files;
        this.moved = moved;
    }

    @Override
    public InputFile newInputFile(String path) {
        try {
            return new InMemoryInputFile(path, files.read(moved.now(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] piece(String path, long offset, int length) {
        try {
            return files.read(moved.now(path), offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What an engine calls a file that the table calls so.
    String place(String path) {
        return files.place(moved.now(path));
    }

    @Override
    public OutputFile newOutputFile(String path) {
        throw new UnsupportedOperationException("a source is not written");
    }

    @Override
    public void deleteFile(String path) {
        throw new UnsupportedOperationException("a source is not written");
    }
}
