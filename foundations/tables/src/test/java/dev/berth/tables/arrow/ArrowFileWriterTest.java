package dev.berth.tables.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.arrow.ArrowColumn.Meaning;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are written here, read by Arrow's own library, and by our own.
final class ArrowFileWriterTest {
    private static final int ROWS = 150_000;

    @TempDir private Path folder;

    private static ArrowColumn plain(String name, FeatureType type) {
        return new ArrowColumn(name, type, Meaning.PLAIN);
    }

    private static List<ArrowColumn> columns() {
        List<ArrowColumn> columns = new ArrayList<>();
        for (ValueType type : ValueType.values()) {
            columns.add(plain(type.name(), FeatureType.of(type)));
        }
        columns.add(new ArrowColumn("day", FeatureType.of(ValueType.INT32), Meaning.DATE));
        columns.add(new ArrowColumn("local", FeatureType.of(ValueType.INT64), Meaning.LOCAL));
        columns.add(plain("list", FeatureType.listOf(ValueType.FLOAT32)));
        columns.add(plain("texts", FeatureType.listOf(ValueType.STRING)));
        columns.add(plain("map", FeatureType.mapOf(ValueType.FLOAT64)));
        return columns;
    }

    private static @Nullable Object value(int column, int row) {
        if ((row + column) % 7 == 3) {
            return null;
        }
        return switch (column) {
            case 0 -> row % 2 == 0;
            case 1 -> row;
            case 2 -> (long) row << 33;
            case 3 -> row / 3f;
            case 4 -> row / 7.0;
            case 5 -> "text ü " + row % 1_000;
            case 6 -> new byte[] {(byte) row, 0};
            case 7 -> row * 1_000_003L;
            case 8 -> -row;
            case 9 -> -1_000_000L * row;
            case 10 -> list(row % 3, row / 2f);
            case 11 -> list(row % 2, "x" + row);
            default -> new TreeMap<>(java.util.Map.of("a", 1.5 * row, "b", -0.0));
        };
    }

    private static List<@Nullable Object> list(int size, Object value) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(i == 1 ? null : value);
        }
        return list;
    }

    private Path write(int rows) throws IOException {
        Path path = folder.resolve(rows + ".arrow");
        List<ArrowColumn> columns = columns();
        try (ArrowFileWriter output = ArrowFileWriter.open(path, columns)) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < columns.size(); i++) {
                    output.put(i, value(i, row));
                }
                output.endRow();
            }
            output.finish();
        }
        return path;
    }

    @Test
    void file_ofSeveralBatches_isReadByArrow() throws IOException {
        Path path = write(ROWS);
        int row = 0;
        try (var memory = new RootAllocator();
                FileChannel channel = FileChannel.open(path);
                var reader = new ArrowFileReader(channel, memory)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            assertThat(root.getSchema().toString())
                    .contains("day: Date(DAY)")
                    .contains("local: Timestamp(MICROSECOND, null)")
                    .contains("TIMESTAMP: Timestamp(MICROSECOND, UTC)")
                    .contains("list: List<item: FloatingPoint(SINGLE)>")
                    .contains("map: Map(false)<entries: Struct<key: Utf8 not null, value: ");
            assertThat(reader.getRecordBlocks().size()).isGreaterThan(1);
            while (reader.loadNextBatch()) {
                for (int i = 0; i < root.getRowCount(); i++, row++) {
                    if (row % 97 < 8) {
                        assertRow(root, i, row);
                    }
                }
            }
        }
        assertThat(row).isEqualTo(ROWS);
    }

    private static void assertRow(VectorSchemaRoot root, int index, int row) {
        for (int column = 0; column < root.getFieldVectors().size(); column++) {
            Object expected = value(column, row);
            Object found = root.getVector(column).getObject(index);
            if (expected == null) {
                assertThat(found).as("%d of row %d", column, row).isNull();
            } else {
                assertThat(plain(found)).isEqualTo(plain(column, expected));
            }
        }
    }

    /// As Arrow's library has a value.
    private static String plain(int column, Object value) {
        return switch (column) {
            case 8 -> String.valueOf(value);
            case 9 ->
                    java.time.LocalDateTime.ofEpochSecond(
                                    (Long) value / 1_000_000, 0, java.time.ZoneOffset.UTC)
                            .toString();
            case 12 ->
                    "[{\"key\":\"a\",\"value\":"
                            + ((java.util.Map<?, ?>) value).get("a")
                            + "}, {\"key\":\"b\",\"value\":-0.0}]";
            default -> plain(value);
        };
    }

    private static String plain(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return java.util.Arrays.toString(bytes);
        }
        if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            list.forEach(element -> texts.add(String.valueOf(element)));
            return texts.toString();
        }
        return String.valueOf(value);
    }

    @Test
    void file_ofSeveralBatches_isReadAsItWas() throws IOException {
        int row = 0;
        try (ArrowFile file = ArrowFile.open(write(ROWS))) {
            while (file.next()) {
                for (int i = 0; i < file.rowCount(); i++, row++) {
                    for (int column = 0; row % 89 == 0 && column < 12; column++) {
                        assertThat(plain(file.value(column, i)))
                                .isEqualTo(plain(value(column, row)));
                    }
                }
            }
            assertThat(file.isRead(12)).as("a map").isFalse();
        }
        assertThat(row).isEqualTo(ROWS);
    }

    @Test
    void file_withoutRows_hasItsColumns() throws IOException {
        try (ArrowFile file = ArrowFile.open(write(0))) {
            assertThat(file.types()).hasSize(columns().size());
            assertThat(file.next()).isFalse();
        }
    }
}
