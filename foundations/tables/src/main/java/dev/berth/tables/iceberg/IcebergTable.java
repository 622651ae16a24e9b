package dev.berth.tables.iceberg;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.SourceName;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types.NestedField;

/// The current snapshot of a table.
public final class IcebergTable {
    private final TableName name;
    private final Map<String, String> types;
    private final TableColumns columns;
    private final List<TableFile> files;

    private IcebergTable(
            TableName name,
            Map<String, String> types,
            TableColumns columns,
            List<TableFile> files) {
        this.name = name;
        this.types = types;
        this.columns = columns;
        this.files = List.copyOf(files);
    }

    /// Reads the metadata. Blocks.
    ///
    /// @param path of the table's folder, or of a file of metadata in it
    /// @throws ProblemException `source-unavailable` if there is no table, if it is damaged, or if
    ///   it has files of a kind that is not read
    public static IcebergTable load(SourceName source, String path, TableFiles files) {
        var name = new TableName(source, path);
        try {
            MetadataSearch.Found found = new MetadataSearch(name, files).find();
            TableMetadata metadata =
                    TableMetadataParser.read(
                            new TableFileIo(files, new MovedPaths("", "")), found.file());
            var reads = new TableFileIo(files, new MovedPaths(metadata.location(), found.folder()));
            var table =
                    new BaseTable(
                            new StaticTableOperations(metadata, reads), name.toString(), _ -> {});
            return new IcebergTable(
                    name,
                    types(metadata),
                    TableColumns.of(metadata),
                    new ScanPlan(name, table, reads).files());
        } catch (ProblemException e) {
            throw e;
            // A library for a codec of manifests may be missing.
        } catch (IOException | RuntimeException | LinkageError e) {
            throw name.unreadable("its metadata", e);
        }
    }

    private static Map<String, String> types(TableMetadata metadata) {
        Map<String, String> types = new LinkedHashMap<>();
        for (NestedField column : metadata.schema().columns()) {
            types.put(column.name(), TypeNames.of(column.type()));
        }
        return types;
    }

    /// The types of its columns now, as [dev.berth.tables.ColumnCheck] calls them.
    public Map<String, String> types() {
        return Collections.unmodifiableMap(types);
    }

    /// The files whose columns an engine must describe: those with rows, and those with values by
    /// which rows are deleted. None if the table is empty.
    public List<String> paths() {
        return Stream.concat(
                        files.stream().map(TableFile::path),
                        files.stream()
                                .flatMap(file -> file.equalityDeletes().stream())
                                .map(EqualityDelete::path))
                .distinct()
                .toList();
    }

    List<TableFile> files() {
        return files;
    }

    TableColumns columns() {
        return columns;
    }

    TableName name() {
        return name;
    }
}
