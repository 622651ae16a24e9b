package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/// Writer of Iceberg tables for tests: metadata by Iceberg's own library, files by DuckDB.
public final class IcebergWriter {
    private final Session session;
    private final Path folder;
    private final Table table;
    private int files;

    /// Creates a table without rows.
    ///
    /// @param version of Iceberg's format
    public IcebergWriter(
            Session session, Path folder, Schema schema, PartitionSpec spec, int version) {
        this.session = session;
        this.folder = folder;
        var operations = new Operations();
        operations.commit(
                null,
                TableMetadata.newTableMetadata(
                        schema,
                        spec,
                        folder.toString(),
                        Map.of("format-version", Integer.toString(version))));
        this.table = new BaseTable(operations, "test", _ -> {});
    }

    public Table table() {
        return table;
    }

    public Path folder() {
        return folder;
    }

    /// Commits the rows of a SELECT, in a file with the current field ids.
    public DataFile append(String select) {
        return append("data/" + files + ".parquet", "", select);
    }

    /// @param partition as `who=7`; empty if there are none
    DataFile append(String file, String partition, String select) {
        DataFile written = data(file, partition, select, fieldIds(select));
        table.newAppend().appendFile(written).commit();
        return written;
    }

    /// Commits an existing file.
    public void append(Path file, int rows) {
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .withPath(file.toString())
                                .withFileSizeInBytes(size(file))
                                .withRecordCount(rows)
                                .build())
                .commit();
    }

    /// Commits a file without field ids.
    DataFile appendWithoutIds(String select) {
        DataFile written = data("data/" + files + ".parquet", "", select, "");
        table.newAppend().appendFile(written).commit();
        return written;
    }

    private DataFile data(String file, String partition, String select, String fieldIds) {
        Path path = copy(file, select, fieldIds);
        var builder =
                DataFiles.builder(table.spec())
                        .withPath(path.toString())
                        .withFileSizeInBytes(size(path))
                        .withRecordCount(count(select));
        return (partition.isEmpty() ? builder : builder.withPartitionPath(partition)).build();
    }

    /// Commits position deletes in a Parquet file.
    public void deletePositions(DataFile data, List<Integer> positions) {
        String select =
                "SELECT unnest("
                        + positions
                        + ")::BIGINT AS pos, "
                        + Sql.text(data.location())
                        + " AS file_path";
        Path path =
                copy(
                        "data/deletes-" + files + ".parquet",
                        select,
                        ", FIELD_IDS {file_path: 2147483546, pos: 2147483545}");
        commit(
                FileMetadata.deleteFileBuilder(table.specs().get(data.specId()))
                        .ofPositionDeletes()
                        .withPath(path.toString())
                        .withFileSizeInBytes(size(path))
                        .withRecordCount(positions.size())
                        .withPartition(data.partition())
                        .build());
    }

    /// Commits position deletes as a deletion vector.
    public void deleteVector(DataFile data, List<Integer> positions) {
        var files = OutputFileFactory.builderFor(table, 1, 1).build();
        var writer = new BaseDVFileWriter(files, _ -> PositionDeleteIndex.empty());
        try (writer) {
            positions.forEach(
                    position ->
                            writer.delete(
                                    data.location(),
                                    position,
                                    table.specs().get(data.specId()),
                                    data.partition()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        writer.result().deleteFiles().forEach(this::commit);
    }

    /// Commits equality deletes with the values of a SELECT.
    ///
    /// @param partition as `who=7`; empty if there are none
    public void deleteEqual(String partition, String select) {
        Path path = copy("data/deletes-" + files + ".parquet", select, fieldIds(select));
        var builder =
                FileMetadata.deleteFileBuilder(table.spec())
                        .ofEqualityDeletes(
                                names(select).stream()
                                        .mapToInt(name -> table.schema().findField(name).fieldId())
                                        .toArray())
                        .withPath(path.toString())
                        .withFileSizeInBytes(size(path))
                        .withRecordCount(count(select));
        commit((partition.isEmpty() ? builder : builder.withPartitionPath(partition)).build());
    }

    void commit(DeleteFile delete) {
        table.newRowDelta().addDeletes(delete).commit();
    }

    private Path copy(String file, String select, String fieldIds) {
        files++;
        Path path = folder.resolve(file);
        try {
            Files.createDirectories(path.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        session.execute(
                "COPY ("
                        + select
                        + ") TO "
                        + Sql.text(path.toString())
                        + " (FORMAT parquet"
                        + fieldIds
                        + ")");
        return path;
    }

    private String fieldIds(String select) {
        return names(select).stream()
                .map(
                        name -> {
                            NestedField field = table.schema().findField(name);
                            return Sql.identifier(name) + ": " + field.fieldId();
                        })
                .collect(Collectors.joining(", ", ", FIELD_IDS {", "}"));
    }

    private List<String> names(String select) {
        return List.copyOf(new FileSchemaReader(session).of("(" + select + ")").keySet());
    }

    private long count(String select) {
        return (Long)
                Tables.read(
                                session,
                                "SELECT count(*) FROM (" + select + ")",
                                List.of(FeatureType.of(ValueType.INT64)))
                        .getFirst()
                        .getFirst();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Names metadata files as catalogs do.
    private static final class Operations extends BaseMetastoreTableOperations {
        private @Nullable String current;

        @Override
        protected String tableName() {
            return "test";
        }

        @Override
        public FileIO io() {
            return new LocalFiles();
        }

        @Override
        protected void doRefresh() {
            refreshFromMetadataLocation(current);
        }

        @Override
        protected void doCommit(TableMetadata base, TableMetadata metadata) {
            current = writeNewMetadataIfRequired(base == null, metadata);
        }
    }

    private static final class LocalFiles implements FileIO {
        private static final long serialVersionUID = 1L;

        @Override
        public InputFile newInputFile(String path) {
            return org.apache.iceberg.Files.localInput(path);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return org.apache.iceberg.Files.localOutput(path);
        }

        @Override
        public void deleteFile(String path) {
            throw new UnsupportedOperationException("tests leave what they wrote");
        }
    }
}
