package dev.berth.features.spark;

import dev.berth.tables.iceberg.StoredColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/// Reader of the actual columns of Parquet files, with type names as in
/// [dev.berth.tables.ColumnCheck]. Spark itself would apply the columns of one file to all.
/// Executors read the file footers, since there may be many.
final class ParquetColumns {
    /// One file per task is little work, but the driver must track every task.
    private static final int TASKS_MAX = 1_000;

    private ParquetColumns() {}

    /// Columns by file; partition columns, in directories `name=value`, have the type `""`.
    static Map<String, Map<String, String>> of(SparkSession session, List<String> files) {
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        stored(session, files)
                .forEach(
                        (file, stored) -> {
                            Map<String, String> types = new LinkedHashMap<>();
                            stored.forEach(column -> types.put(column.name(), column.type()));
                            addPartitions(file, types);
                            columns.put(file, types);
                        });
        return columns;
    }

    /// Stored columns by file.
    static Map<String, List<StoredColumn>> stored(SparkSession session, List<String> files) {
        var context = JavaSparkContext.fromSparkContext(session.sparkContext());
        var end =
                new FooterReader(
                        new SerializableConfiguration(
                                session.sparkContext().hadoopConfiguration()));
        List<List<String>> read =
                context.parallelize(files, Math.min(files.size(), TASKS_MAX)).map(end).collect();
        Map<String, List<StoredColumn>> columns = new LinkedHashMap<>();
        for (int i = 0; i < files.size(); i++) {
            List<StoredColumn> stored = new ArrayList<>();
            List<String> written = read.get(i);
            for (int j = 0; j < written.size(); j += FooterReader.TEXTS) {
                stored.add(
                        new StoredColumn(
                                written.get(j), fieldId(written.get(j + 1)), written.get(j + 2)));
            }
            columns.put(files.get(i), stored);
        }
        return columns;
    }

    private static OptionalInt fieldId(String written) {
        return written.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(written));
    }

    private static void addPartitions(String file, Map<String, String> columns) {
        for (String folder : file.split("/", -1)) {
            int equals = folder.indexOf('=');
            if (equals > 0) {
                columns.putIfAbsent(folder.substring(0, equals), "");
            }
        }
    }

    /// Reader of a file footer: names, ids and types of the columns in turn.
    private record FooterReader(SerializableConfiguration configuration)
            implements Function<String, List<String>> {
        /// Texts per column.
        static final int TEXTS = 3;

        @Override
        public List<String> call(String file) throws IOException {
            var input = HadoopInputFile.fromPath(new Path(file), configuration.value());
            var options =
                    ParquetReadOptions.builder()
                            .withMetadataFilter(ParquetMetadataConverter.SKIP_ROW_GROUPS)
                            .build();
            try (var reader = ParquetFileReader.open(input, options)) {
                List<String> columns = new ArrayList<>();
                MessageType message = reader.getFooter().getFileMetaData().getSchema();
                for (Type field : message.getFields()) {
                    columns.add(field.getName());
                    columns.add(field.getId() == null ? "" : field.getId().toString());
                    columns.add(name(field));
                }
                return columns;
            }
        }
    }

    private static String name(Type field) {
        if (field.isPrimitive()) {
            String name = name(field.asPrimitiveType());
            return field.isRepetition(Type.Repetition.REPEATED) ? name + "[]" : name;
        }
        GroupType group = field.asGroupType();
        if (group.getLogicalTypeAnnotation()
                        instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
                && group.getFieldCount() == 1) {
            Type repeated = group.getType(0);
            boolean isElement =
                    repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 1;
            return name(isElement ? repeated : repeated.asGroupType().getType(0)).replace("[]", "")
                    + "[]";
        }
        return "STRUCT";
    }

    private static String name(PrimitiveType type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> "BOOLEAN";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case INT96 -> "TIMESTAMP";
            case INT32, INT64 -> ofWhole(type, meaning);
            case BINARY ->
                    meaning == null
                            ? "BLOB"
                            : meaning instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                                            || meaning
                                                    instanceof
                                                    LogicalTypeAnnotation.EnumLogicalTypeAnnotation
                                    ? "VARCHAR"
                                    : meaning.toString();
            case FIXED_LEN_BYTE_ARRAY -> meaning == null ? "BLOB" : meaning.toString();
        };
    }

    private static String ofWhole(PrimitiveType type, LogicalTypeAnnotation meaning) {
        boolean isLong = type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT64;
        return switch (meaning) {
            case null -> isLong ? "BIGINT" : "INTEGER";
            case LogicalTypeAnnotation.DateLogicalTypeAnnotation _ -> "DATE";
            case TimestampLogicalTypeAnnotation time ->
                    time.getUnit() == LogicalTypeAnnotation.TimeUnit.NANOS
                            ? "TIMESTAMP_NS" + (time.isAdjustedToUTC() ? " WITH TIME ZONE" : "")
                            : time.isAdjustedToUTC() ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
            case IntLogicalTypeAnnotation whole -> {
                String signed =
                        switch (whole.getBitWidth()) {
                            case 8 -> "TINYINT";
                            case 16 -> "SMALLINT";
                            case 32 -> "INTEGER";
                            default -> "BIGINT";
                        };
                yield whole.isSigned() ? signed : "U" + signed;
            }
            default -> meaning.toString();
        };
    }
}
