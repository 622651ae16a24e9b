package dev.berth.features.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Tests of times and values in files: equal for Spark and DuckDB.
@TestInstance(Lifecycle.PER_CLASS)
class SparkCasesTest {
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
    void reset(@TempDir Path folder) {
        engines.reset(folder);
    }

    @Test
    void times_ofAZone_areTheSameInstantsInBoth() throws IOException {
        engines.orders.in("Europe/Berlin");
        engines.spine(1_300);
        engines.parquet(
                "data/1.parquet",
                "SELECT row_number() OVER () - 1 AS who, moment AS seen, 1.5::DOUBLE AS amount FROM (SELECT"
                        + " unnest(generate_series(TIMESTAMP '2024-03-30 22:00:00', TIMESTAMP"
                        + " '2024-03-31 05:00:00', INTERVAL 47 SECOND)) AS moment UNION ALL SELECT"
                        + " unnest(generate_series(TIMESTAMP '2024-10-26 23:00:00', TIMESTAMP"
                        + " '2024-10-27 06:00:00', INTERVAL 47 SECOND)) UNION ALL SELECT"
                        + " unnest([TIMESTAMP '1850-01-01 00:00:00', TIMESTAMP '1893-04-01 00:03:00',"
                        + " TIMESTAMP '1945-05-24 02:30:00', TIMESTAMP '2099-07-01 12:00:00.123456']))");
        assertThat(BothEngines.known(engines.both("parquet", "data/*.parquet")))
                .isGreaterThan(1_000);
    }

    @Test
    void times_asTexts_areTheSameInstantsInBoth() throws IOException {
        engines.orders.in("America/New_York");
        Files.writeString(
                engines.folder.resolve("1.csv"),
                """
                amount,seen,who
                1,2024-03-10 02:30:00,0
                2.50,2024-03-10T01:59:59.999999,1
                1e3,2024-11-03 01:30:00,2
                -0.0,2024-11-03 01:30:00-05:00,3
                ,2024-11-03T01:30:00Z,4
                5,2024-11-03 01:30:00.5 UTC,5
                6,2024-11-03 01:30:00+02,6
                7,2024-07-01,7
                "8","2024-07-01 10:15:00",8
                9,,9
                10,2024-07-01 10:15:00,
                """);
        Files.writeString(
                engines.folder.resolve("2.csv"),
                """
                who;note;amount;seen
                10;"a; ""b""\";12.25;2024-01-01 00:00:00.123456
                """);
        assertThat(BothEngines.known(engines.both("csv", "*.csv"))).isEqualTo(10);
    }

    @Test
    void json_withNumbersAsTimes_isReadAsByDuckDb() throws IOException {
        engines.orders.epoch(EpochUnit.MILLIS);
        Files.writeString(
                engines.folder.resolve("1.json"),
                """
                {"who": 1, "seen": 1700000000123, "amount": 1.5, "more": {"a": []}}
                {"seen": 1700000000456, "who": 2, "amount": null}
                {"seen": -1, "who": 3}
                """);
        assertThat(BothEngines.known(engines.both("json", "*.json"))).isEqualTo(3);
    }

    @Test
    void files_ofDifferentTypes_areReadAsByDuckDb() throws IOException {
        engines.parquet(
                "data/day=2024-01-01/1.parquet",
                "SELECT 1::TINYINT AS who, DATE '2024-01-01' AS seen, 1.1::FLOAT AS amount");
        engines.parquet(
                "data/day=2024-01-02/2.parquet",
                "SELECT 'x' AS extra, 7::INTEGER AS amount, {'who': 3} AS nested, TIMESTAMP_S"
                        + " '2024-01-02 01:02:03' AS seen, 2::UINTEGER AS who");
        engines.parquet(
                "data/day=2024-01-03/deeper/3.parquet",
                "SELECT 3 AS who, TIMESTAMP_NS '2024-01-02 01:02:03.123456789' AS seen, -0.0::DOUBLE"
                        + " AS amount UNION ALL SELECT 4, TIMESTAMP_NS '1969-12-31"
                        + " 23:59:59.9999985', 'nan'::DOUBLE");
        engines.orders.column("day", ValueType.STRING);
        assertThat(BothEngines.known(engines.both("parquet", "data/**/*.parquet"))).isEqualTo(4);
    }

    @Test
    void folders_withOddNames_areReadAsByDuckDb() throws IOException {
        engines.orders.column("city", ValueType.STRING);
        List<String> names =
                List.of(
                        "New%20York",
                        "a b",
                        "a+b",
                        "50%",
                        "__HIVE_DEFAULT_PARTITION__",
                        "",
                        "08",
                        "2024-1-2",
                        "true");
        for (int i = 0; i < names.size(); i++) {
            engines.parquet(
                    "data/city=" + names.get(i) + "/1.parquet",
                    "SELECT " + i + " AS who, DATE '2024-01-01' AS seen, 1.0::DOUBLE AS amount");
        }
        assertThat(BothEngines.known(engines.both("parquet", "data/**/*.parquet")))
                .isEqualTo(names.size());
    }

    @Test
    void times_inTwelveBytes_areTheSameInstantsInBoth() {
        engines.orders.in("Europe/Berlin");
        engines.spark.conf().set("spark.sql.parquet.outputTimestampType", "INT96");
        engines.spark
                .sql("SELECT 1L AS who, TIMESTAMP '2024-07-01 12:00:00Z' AS seen, 1.5D AS amount")
                .write()
                .parquet(engines.folder.resolve("data").toString());
        engines.spark.conf().unset("spark.sql.parquet.outputTimestampType");
        assertThat(BothEngines.known(engines.both("parquet", "data/*.parquet"))).isEqualTo(1);
    }

    @Test
    void lists_areReadAsByDuckDb() throws IOException {
        engines.orders.column("embedding", FeatureType.listOf(ValueType.FLOAT32));
        engines.orders.column("days", FeatureType.listOf(ValueType.TIMESTAMP));
        engines.parquet(
                "data/1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-01-01 00:00:00' AS seen, 1.0::DOUBLE AS amount,"
                        + " [1.5, NULL, -0.0]::FLOAT[] AS embedding, [TIMESTAMPTZ '2024-01-01"
                        + " 00:00:00+00'] AS days UNION ALL SELECT 1, TIMESTAMP '2024-01-01"
                        + " 00:00:00', 1.0, [1.5, NULL, 0.0], [] UNION ALL SELECT 2, TIMESTAMP"
                        + " '2024-01-01 00:00:00', 1.0, NULL, [NULL]");
        assertThat(BothEngines.known(engines.both("parquet", "data/*.parquet"))).isEqualTo(2);
    }

    @Test
    void spine_inManyPieces_keepsItsOrder() throws IOException {
        engines.parquet(
                "data/1.parquet",
                "SELECT range AS who, TIMESTAMP '2024-01-01' AS seen, range / 8 AS amount FROM"
                        + " range(10000)");
        engines.session.execute(
                "COPY (SELECT (hash(range) % 12500)::BIGINT AS who, TIMESTAMP '2024-01-02' AS at FROM"
                        + " range(15000)) TO '"
                        + engines.folder.resolve("spine.parquet")
                        + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        engines.spark.conf().set("spark.sql.files.maxPartitionBytes", "20000");
        try {
            assertThat(BothEngines.known(engines.both("parquet", "data/*.parquet")))
                    .isBetween(10_000L, 13_750L);
        } finally {
            engines.spark.conf().unset("spark.sql.files.maxPartitionBytes");
        }
    }

    @Test
    void spine_csv_isReadAsByDuckDb() throws IOException {
        engines.orders.in("Europe/Berlin");
        engines.parquet(
                "data/1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-07-15 12:00:00' AS seen, 5.0::DOUBLE AS amount");
        Files.writeString(
                engines.folder.resolve("spine.csv"),
                """
                label,who,at
                b,1,2024-07-15 12:00:00
                a,1,2024-07-15T10:00:00Z
                c,1,2024-07-15 11:59:59.999999
                d,,2024-07-16
                """);
        var origin = new DataSourceConfig.Files("parquet", List.of("data/*.parquet"));
        assertThat(BothEngines.known(engines.both(origin, "spine.csv"))).isEqualTo(2);
    }

    @Test
    void output_csv_replacesWhatWasThere() throws IOException {
        engines.spine(2);
        engines.parquet(
                "data/1.parquet",
                "SELECT 1 AS who, TIMESTAMP '2024-07-15 12:00:00' AS seen, 5.0::DOUBLE AS amount");
        Files.createDirectories(engines.folder.resolve("joined.csv"));
        Files.writeString(engines.folder.resolve("joined.csv/before"), "");
        var origin = new DataSourceConfig.Files("parquet", List.of("data/*.parquet"));
        engines.joinWithSpark(origin, "spine.parquet", "joined.csv");
        List<String> lines = new ArrayList<>();
        try (var files = Files.list(engines.folder.resolve("joined.csv"))) {
            for (Path file : files.sorted().toList()) {
                assertThat(file.getFileName().toString()).isNotEqualTo("before");
                if (file.toString().endsWith(".csv")) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        assertThat(lines)
                .contains(
                        "who,at,spending__who,spending__seen,spending__amount",
                        "0,2100-01-01T00:00:00.000Z,,,",
                        "1,2100-01-01T00:00:00.000Z,1,2024-07-15T12:00:00.000Z,5.0");
        assertThat(engines.folder.resolve("joined.csv.part")).doesNotExist();
    }
}
