package dev.berth.features.spark;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.tables.ColumnTyping;
import dev.berth.tables.TableFormat;
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

/// A [TableFormat] as Spark reads and writes it: all that this module knows of formats.
public enum SparkFormat {
    PARQUET(ColumnTyping.STORED) {
        @Override
        Dataset<Row> source(SourceRows rows, DataSourceConfig.Files origin) {
            return rows.ofParquet(rows.files(origin));
        }

        @Override
        Dataset<Row> spine(SparkSession session, SpineFiles spine) {
            return session.read().parquet(spine.path());
        }

        @Override
        void write(DataFrameWriter<Row> writer, String folder) {
            writer.parquet(folder);
        }
    },
    CSV(ColumnTyping.NONE) {
        @Override
        Dataset<Row> source(SourceRows rows, DataSourceConfig.Files origin) {
            return rows.ofTexts(this, rows.files(origin));
        }

        @Override
        Dataset<Row> spine(SparkSession session, SpineFiles spine) {
            return new TextFiles(session, this).readTexts(spine.path());
        }

        @Override
        void write(DataFrameWriter<Row> writer, String folder) {
            writer.option("header", true).csv(folder);
        }
    },
    JSON(ColumnTyping.INFERRED) {
        @Override
        Dataset<Row> source(SourceRows rows, DataSourceConfig.Files origin) {
            return rows.ofTexts(this, rows.files(origin));
        }

        @Override
        Dataset<Row> spine(SparkSession session, SpineFiles spine) {
            return new TextFiles(session, this).readLines(spine);
        }
    },
    ICEBERG(ColumnTyping.STORED) {
        @Override
        Dataset<Row> source(SourceRows rows, DataSourceConfig.Files origin) {
            return rows.ofIceberg(origin);
        }
    };

    /// Those that can be a spine.
    static final Set<SparkFormat> SPINES = Set.of(PARQUET, CSV, JSON);

    /// Those that can be an output.
    static final Set<SparkFormat> OUTPUTS = Set.of(PARQUET, CSV);

    private final ColumnTyping typing;

    SparkFormat(ColumnTyping typing) {
        this.typing = typing;
    }

    /// The one of a table format; empty if Spark does not read it.
    static Optional<SparkFormat> find(String format) {
        return Stream.of(values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(format))
                .findFirst();
    }

    /// The one of a path, by its ending.
    ///
    /// @throws dev.berth.core.ProblemException `usage` if it is of none of some
    static SparkFormat ofPath(Set<SparkFormat> some, String path) {
        List<TableFormat> formats =
                TableFormats.all(TableFormat.class).stream()
                        .filter(format -> find(format.name()).filter(some::contains).isPresent())
                        .toList();
        return find(TableFormats.ofEnding(formats, "path", path).name()).orElseThrow();
    }

    ColumnTyping typing() {
        return typing;
    }

    /// The events of a source.
    abstract Dataset<Row> source(SourceRows rows, DataSourceConfig.Files origin);

    /// The rows of a spine, with all its columns.
    Dataset<Row> spine(SparkSession session, SpineFiles spine) {
        throw new IllegalStateException("no spine is of the format " + this);
    }

    /// Writes files into a folder.
    void write(DataFrameWriter<Row> writer, String folder) {
        throw new IllegalStateException("no output is of the format " + this);
    }
}
