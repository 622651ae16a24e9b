package dev.berth.features.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Kind of damage to a file.
enum Fault {
    TRUNCATED {
        @Override
        void on(Path file) throws IOException {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
            }
        }
    },
    MISSING {
        @Override
        void on(Path file) throws IOException {
            Files.delete(file);
        }
    },
    FLIPPED {
        @Override
        void on(Path file) throws IOException {
            try (var channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long middle = channel.size() / 2;
                ByteBuffer bytes = ByteBuffer.allocate(FLIPPED_BYTES);
                channel.read(bytes, middle);
                for (int i = 0; i < bytes.position(); i++) {
                    bytes.put(i, (byte) ~bytes.get(i));
                }
                channel.write(bytes.flip(), middle);
            }
        }
    };

    private static final int FLIPPED_BYTES = 64;

    abstract void on(Path file) throws IOException;

    /// The files of a folder by their names, oldest first.
    static List<Path> files(Path folder, Predicate<String> name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name.test(file.getFileName().toString()))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }
}
