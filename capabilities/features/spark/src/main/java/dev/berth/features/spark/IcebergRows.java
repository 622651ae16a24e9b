package dev.berth.features.spark;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.tables.TimeKinds;
import dev.berth.tables.iceberg.FileGroup;
import dev.berth.tables.iceberg.FileGroups;
import dev.berth.tables.iceberg.IcebergTable;
import dev.berth.tables.iceberg.StoredColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/// Events of Iceberg tables, whose Parquet files Spark reads in groups of equal layout.
final class IcebergRows {
    private final SparkSession session;
    private final EventSource source;
    private final DeclaredColumns columns;

    IcebergRows(SparkSession session, EventSource source) {
        this.session = session;
        this.source = source;
        this.columns = new DeclaredColumns(source);
    }

    /// Blocks until the metadata is read.
    ///
    /// @throws ProblemException `source-unavailable` if a table cannot be read,
    ///   `source-schema-mismatch` if it is not as declared
    Dataset<Row> of(List<String> paths) {
        var files = new HadoopTableFiles(session.sparkContext().hadoopConfiguration());
        var kinds = new TimeKinds(source);
        List<FileGroup> groups = new ArrayList<>();
        for (String path : paths) {
            IcebergTable table = IcebergTable.load(source.name(), path, files);
            groups.addAll(FileGroups.of(source, table, stored(table.paths())));
            kinds.add(path, table.types());
        }
        var rows = new IcebergGroupRows(session, columns);
        return groups.stream().map(rows::of).reduce(Dataset::unionAll).orElseGet(this::empty);
    }

    private Map<String, List<StoredColumn>> stored(List<String> files) {
        return files.isEmpty() ? Map.of() : ParquetColumns.stored(session, files);
    }

    private Dataset<Row> empty() {
        var schema = new StructType();
        for (Map.Entry<String, FeatureType> column : source.columns().entrySet()) {
            schema = schema.add(column.getKey(), SparkTypes.of(column.getValue()));
        }
        return session.createDataFrame(List.of(), schema);
    }
}
