package dev.berth.fuzzing;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.arrow.ArrowColumn;
import dev.berth.tables.arrow.ArrowColumn.Meaning;
import dev.berth.tables.arrow.ArrowFile;
import dev.berth.tables.arrow.ArrowFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Fuzz target: an Arrow file as a feature source or a spine, which yields its values or is
/// rejected.
final class ArrowFiles implements Target {
    /// A damaged batch may declare any number of rows.
    private static final int ROWS_MAX = 100;

    private final Path file;

    ArrowFiles() {
        try {
            this.file = Files.createTempFile("berth-fuzzing", ".arrow");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                written(
                        FeatureType.of(ValueType.INT64),
                        1L,
                        FeatureType.of(ValueType.STRING),
                        "a text"),
                written(
                        FeatureType.listOf(ValueType.FLOAT32),
                        List.of(1.5f),
                        FeatureType.mapOf(ValueType.INT32),
                        Map.of("a", 1)));
    }

    private byte[] written(FeatureType first, Object a, FeatureType second, Object b) {
        List<ArrowColumn> columns =
                List.of(
                        new ArrowColumn("a", first, Meaning.PLAIN),
                        new ArrowColumn("b", second, Meaning.PLAIN));
        try {
            try (ArrowFileWriter output = ArrowFileWriter.open(file, columns)) {
                for (int row = 0; row < 3; row++) {
                    output.put(0, row == 1 ? null : a);
                    output.put(1, b);
                    output.endRow();
                }
                output.finish();
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void accept(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (ArrowFile opened = ArrowFile.open(file)) {
            int columns = opened.types().size();
            while (opened.next()) {
                int rows = Math.min(opened.rowCount(), ROWS_MAX);
                for (int i = 0; i < rows * columns; i++) {
                    if (opened.isRead(i % columns)) {
                        var _ = opened.value(i % columns, i / columns);
                    }
                }
            }
        } catch (ProblemException refused) {
            if (refused.problem().remedy().isBlank()) {
                throw new AssertionError("no remedy", refused);
            }
        }
    }
}
