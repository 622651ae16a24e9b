package dev.berth.features.spark;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.duckdb.IcebergCase;
import dev.berth.features.duckdb.IcebergWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Types.BooleanType;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.FloatType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that Iceberg tables have the same rows in Spark and DuckDB.
@TestInstance(Lifecycle.PER_CLASS)
class SparkIcebergTest {
    private BothEngines engines;

    @BeforeAll
    void open(@TempDir Path aside) {
        engines = new BothEngines(aside);
    }

    @AfterAll
    void close() {
        engines.close();
    }

    @BeforeEach
    void reset(@TempDir Path folder) throws IOException {
        engines.reset(folder);
        engines.orders.in("Europe/Berlin");
        engines.parquet(
                "spine.parquet",
                "SELECT unnest(range(30) || [5000000000]) AS who, TIMESTAMPTZ '2100-01-01"
                        + " 00:00:00+00' AS at");
    }

    private List<String> rows(String path) {
        return engines.both("iceberg", path).stream()
                .filter(row -> row.getFirst() != null)
                .map(
                        row ->
                                row.get(0)
                                        + " "
                                        + Instant.EPOCH.plus((Long) row.get(1), ChronoUnit.MICROS)
                                        + " "
                                        + row.get(2))
                .sorted()
                .toList();
    }

    private Problem problem(String path) {
        return engines.problem(new DataSourceConfig.Files("iceberg", List.of(path)));
    }

    @ParameterizedTest
    @EnumSource
    void table_hasTheRowsOfItsCurrentSnapshotInBoth(IcebergCase written) {
        written.write(engines.session, engines.folder.resolve("table"));
        assertThat(rows("table"))
                .isEqualTo(written.rows().stream().filter(row -> !row.startsWith("null")).toList());
    }

    @Test
    void table_moved_isReadWhereItIsFound() throws IOException {
        IcebergCase written = IcebergCase.POSITIONS_DELETED;
        written.write(engines.session, engines.folder.resolve("before"));
        Files.move(engines.folder.resolve("before"), engines.folder.resolve("now"));
        assertThat(rows("now")).isEqualTo(written.rows());
        assertThat(rows("file://" + engines.folder.resolve("now"))).isEqualTo(written.rows());
    }

    @Test
    void folder_withoutATable_isSaid() {
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("table", "orders", "no metadata");
    }

    @Test
    void column_thatTheTableLacks_isSaidWithTheNearest() {
        IcebergCase.PLAIN
                .write(engines.session, engines.folder.resolve("table"))
                .table()
                .updateSchema()
                .renameColumn("amount", "amounts")
                .commit();
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message()).contains("'amount'", "did you mean 'amounts'?");
    }

    /// Written by Spark, whose files have ids too, and names that differ only in case.
    @Test
    void columns_thatDifferInCapitalsAlone_areReadByOneOfThem() throws IOException {
        IcebergWriter writer =
                IcebergCase.EMPTY.write(engines.session, engines.folder.resolve("table"));
        writer.table().updateSchema().addColumn("Amount", LongType.get()).commit();
        engines.spark.conf().set("spark.sql.caseSensitive", "true");
        engines.spark
                .createDataFrame(
                        List.of(RowFactory.create(5L, 1L, 2.5)),
                        new StructType()
                                .add(field("Amount", DataTypes.LongType, 4))
                                .add(field("who", DataTypes.LongType, 1))
                                .add(field("amount", DataTypes.DoubleType, 3)))
                .coalesce(1)
                .write()
                .parquet(engines.folder.resolve("written").toString());
        engines.spark.conf().unset("spark.sql.caseSensitive");
        try (var files = Files.list(engines.folder.resolve("written"))) {
            writer.append(
                    files.filter(file -> file.toString().endsWith(".parquet"))
                            .findFirst()
                            .orElseThrow(),
                    1);
        }
        var origin = new DataSourceConfig.Files("iceberg", List.of("table"));
        engines.joinWithSpark(origin, "spine.parquet", "spark.parquet");
        assertThatThrownBy(() -> engines.joinWithDuckDb(origin, "spine.parquet"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("capitals");
    }

    private static StructField field(String name, DataType type, long id) {
        return new StructField(
                name, type, true, new MetadataBuilder().putLong("parquet.field.id", id).build());
    }

    @Test
    void defaults_ofAllTypes_areTheSameInBoth() {
        var writer =
                new IcebergWriter(
                        engines.session,
                        engines.folder.resolve("table"),
                        new Schema(
                                optional(1, "who", LongType.get()),
                                optional(2, "seen", TimestampType.withZone())),
                        PartitionSpec.unpartitioned(),
                        3);
        writer.append("SELECT 1::BIGINT AS who, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS seen");
        writer.table()
                .updateSchema()
                .addColumn("amount", DoubleType.get(), Literal.of(-1e-300))
                .addColumn("text", StringType.get(), Literal.of("it's ''\\ %"))
                .addColumn("flag", BooleanType.get(), Literal.of(true))
                .addColumn("small", IntegerType.get(), Literal.of(Integer.MIN_VALUE))
                .addColumn("large", LongType.get(), Literal.of(Long.MIN_VALUE))
                .addColumn("rough", FloatType.get(), Literal.of(0.1f))
                .addColumn("day", DateType.get(), Literal.of("1893-03-31").to(DateType.get()))
                .addColumn(
                        "local",
                        TimestampType.withoutZone(),
                        Literal.of("1969-07-20T20:17:40.123456").to(TimestampType.withoutZone()))
                .addColumn(
                        "instant",
                        TimestampType.withZone(),
                        Literal.of("1969-07-20T20:17:40.123456+00:00").to(TimestampType.withZone()))
                .addColumn("list", ListType.ofOptional(99, FloatType.get()))
                .commit();
        engines.orders.column("text", ValueType.STRING);
        engines.orders.column("flag", ValueType.BOOL);
        engines.orders.column("small", ValueType.INT32);
        engines.orders.column("large", ValueType.INT64);
        engines.orders.column("rough", ValueType.FLOAT32);
        engines.orders.column("list", FeatureType.listOf(ValueType.FLOAT32));
        for (String time : List.of("day", "local", "instant")) {
            engines.orders.column(time, ValueType.TIMESTAMP);
        }
        assertThat(engines.both("iceberg", "table"))
                .filteredOn(row -> row.getFirst() != null)
                .singleElement()
                .asInstanceOf(LIST)
                .contains("it's ''\\ %", true, Long.MIN_VALUE, Integer.MIN_VALUE, 0.1f);
    }
}
