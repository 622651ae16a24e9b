package dev.berth.features.spark;

import dev.berth.core.feature.FeatureType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/// Reader of text files: CSV with a header line, and JSON with an object on each line. Fails where
/// Spark would silently read a missing value.
final class TextFiles {
    /// Lines of a JSON file that are sampled for its columns.
    private static final int SAMPLE_LINES = 20_000;

    private static final List<String> SEPARATORS = List.of(",", ";", "\t", "|");

    private final SparkSession session;
    private final SparkFormat format;

    /// @param format csv or json
    TextFiles(SparkSession session, SparkFormat format) {
        this.session = session;
        this.format = format;
    }

    /// The columns by file; their types have no meaning.
    Map<String, Map<String, String>> columns(List<String> files) {
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        for (String file : files) {
            Map<String, String> types = new LinkedHashMap<>();
            names(file).forEach(name -> types.put(name, ""));
            columns.put(file, types);
        }
        return columns;
    }

    private List<String> names(String file) {
        return format == SparkFormat.CSV
                ? header(file).names
                : List.of(schemaOf(file).fieldNames());
    }

    /// The schema of a JSON file, from a sample.
    private StructType schemaOf(String file) {
        Dataset<String> sample = session.read().textFile(file).limit(SAMPLE_LINES);
        return session.read().json(sample).schema();
    }

    /// Reads files with the given columns and types; an absent column is missing.
    Dataset<Row> read(List<String> files, Map<String, FeatureType> types) {
        return format == SparkFormat.CSV ? readCsv(files, types) : readJson(files, types);
    }

    private Dataset<Row> readJson(List<String> files, Map<String, FeatureType> types) {
        List<StructField> fields = new ArrayList<>();
        types.forEach(
                (name, type) ->
                        fields.add(DataTypes.createStructField(name, SparkTypes.of(type), true)));
        return session.read()
                .schema(DataTypes.createStructType(fields))
                .option("mode", "FAILFAST")
                .json(files.toArray(String[]::new));
    }

    /// Spark reads columns by position, so files with the same header are read together.
    private Dataset<Row> readCsv(List<String> files, Map<String, FeatureType> types) {
        Map<Header, List<String>> alike = new LinkedHashMap<>();
        files.forEach(
                file -> alike.computeIfAbsent(header(file), _ -> new ArrayList<>()).add(file));
        return alike.entrySet().stream()
                .map(group -> readCsv(group.getKey(), group.getValue(), types))
                .reduce(Dataset::unionAll)
                .orElseThrow();
    }

    private Dataset<Row> readCsv(
            Header header, List<String> files, Map<String, FeatureType> types) {
        Dataset<Row> rows = texts(header, files);
        List<Column> selected = new ArrayList<>();
        types.forEach(
                (name, type) ->
                        selected.add(Columns.named(name).cast(SparkTypes.of(type)).as(name)));
        return rows.select(selected.toArray(Column[]::new));
    }

    /// Reads a CSV file with all columns as texts; empty ones are missing.
    Dataset<Row> readTexts(String file) {
        return texts(header(file), List.of(file));
    }

    /// Reads a JSON file with types inferred from its values; times are texts.
    Dataset<Row> readLines(SpineFiles spine) {
        var schema = new StructType();
        for (StructField field : schemaOf(spine.path()).fields()) {
            schema =
                    schema.add(
                            field.name(),
                            field.name().equals(spine.time())
                                    ? DataTypes.StringType
                                    : field.dataType());
        }
        return session.read().schema(schema).option("mode", "FAILFAST").json(spine.path());
    }

    private Dataset<Row> texts(Header header, List<String> files) {
        var schema = new StructType();
        for (String name : header.names) {
            schema = schema.add(name, DataTypes.StringType);
        }
        Dataset<Row> rows = csv(header.separator).schema(schema).csv(files.toArray(String[]::new));
        List<Column> selected = new ArrayList<>();
        for (String name : header.names) {
            selected.add(functions.nullif(Columns.named(name), functions.lit("")).as(name));
        }
        return rows.select(selected.toArray(Column[]::new));
    }

    private DataFrameReader csv(String separator) {
        return session.read()
                .option("header", true)
                .option("sep", separator)
                .option("escape", "\"")
                .option("multiLine", true)
                .option("enforceSchema", false)
                .option("mode", "FAILFAST");
    }

    /// Chooses the first separator that gives several columns.
    private Header header(String file) {
        List<Header> headers = new ArrayList<>();
        for (String separator : SEPARATORS) {
            var header = new Header(separator, List.of(csv(separator).csv(file).columns()));
            if (header.names.size() > 1) {
                return header;
            }
            headers.add(header);
        }
        return headers.getFirst();
    }

    /// Header line of a file.
    private record Header(String separator, List<String> names) {}
}
