package dev.berth.features.spark;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.TableFormat;
import dev.berth.tables.ColumnTyping;
import dev.berth.tables.TableFormats;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/// Spark's reader and writer of a [TableFormat], the only place in this module that knows formats.
public enum SparkFormat {
    PARQUET,
    CSV,
    JSON,
    ICEBERG;

    /// Formats of a spine.
    static final Set<SparkFormat> SPINES = Set.of(PARQUET, CSV, JSON);

    /// Formats of an output.
    static final Set<SparkFormat> OUTPUTS = Set.of(PARQUET, CSV);

    /// Finds the format of a table format; empty if Spark does not read it.
    static Optional<SparkFormat> find(String format) {
        return Stream.of(values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(format))
                .findFirst();
    }

    /// The format of a path by its extension.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if it is none of `some`
    static SparkFormat ofPath(Set<SparkFormat> some, String path) {
        List<TableFormat> formats =
                TableFormats.all(TableFormat.class).stream()
                        .filter(format -> find(format.name()).filter(some::contains).isPresent())
                        .toList();
        return find(TableFormats.ofEnding(formats, "path", path).name()).orElseThrow();
    }

    ColumnTyping typing() {
        return switch (this) {
            case PARQUET, ICEBERG -> ColumnTyping.STORED;
            case CSV -> ColumnTyping.NONE;
            case JSON -> ColumnTyping.INFERRED;
        };
    }

    /// The events of a source.
    Dataset<Row> source(SourceRows rows, DataSourceConfig.Files origin) {
        return switch (this) {
            case PARQUET -> rows.ofParquet(rows.files(origin));
            case CSV, JSON -> rows.ofTexts(this, rows.files(origin));
            case ICEBERG -> rows.ofIceberg(origin);
        };
    }

    /// The rows of a spine, with all its columns.
    Dataset<Row> spine(SparkSession session, SpineFiles spine) {
        return switch (this) {
            case PARQUET -> session.read().parquet(spine.path());
            case CSV -> new TextFiles(session, this).readTexts(spine.path());
            case JSON -> new TextFiles(session, this).readLines(spine);
            case ICEBERG -> throw new IllegalStateException("no format of a spine");
        };
    }

    /// Writes files into a directory.
    void write(DataFrameWriter<Row> writer, String folder) {
        switch (this) {
            case PARQUET -> writer.parquet(folder);
            case CSV -> writer.option("header", true).csv(folder);
            case JSON, ICEBERG -> throw new IllegalStateException("no format of an output");
        }
    }
}
