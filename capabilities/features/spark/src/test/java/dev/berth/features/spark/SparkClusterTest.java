package dev.berth.features.spark;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.catalog.feature.FeaturesPart;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureFunction;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.duckdb.IcebergWriter;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.PointInTimeJoin;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.duckdb.Tables;
import dev.berth.features.history.JoinSelection;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import dev.berth.testkit.compiled.ProviderJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of the shipped job, submitted to a cluster of processes: a master, two workers and their
/// executors.
class SparkClusterTest {
    private static final String FEATURES =
            """
            entities:
              shop: {type: int32, meaning: a shop}
            sources:
              sales:
                parquet: data/*.parquet
                timestamp-column: sold
                created-timestamp-column: booked
                columns: {sold: timestamp, booked: timestamp, shop: int32, amount: float64, goods: string}
              returns:
                iceberg: returns
                timestamp-column: given
                columns: {given: timestamp, shop: int32, why: string}
            views:
              complaints:
                version: 1
                summary: What a shop took back
                entities: {shop: shop}
                source: returns
                features:
                  returns_7d: {aggregate: count, window: 7d, meaning: how many were}
                  reasons: {aggregate: {top: 3}, input-column: why, window: unbounded, meaning: why most were given back}
              turnover:
                version: 1
                summary: What a shop sells
                entities: {shop: shop}
                source: sales
                ttl: 20d
                features:
                  sum_1d: {aggregate: sum, input-column: amount, window: 1d, default: 0, meaning: the sum of a day}
                  large_7d: {aggregate: count, filter: amount > 50.0, window: 7d, meaning: how many were large}
                  median: {aggregate: {quantile: 0.5}, input-column: amount, window: unbounded, meaning: the median}
                  by_goods: {aggregate: mean, input-column: amount, bucket-by: goods, window: 7d, meaning: the mean by goods}
                  usual: {aggregate: {top: 2}, input-column: goods, window: 7d, meaning: what is sold most}
                  kinds: {aggregate: distinct, input-column: goods, window: unbounded, meaning: how many kinds}
              latest:
                version: 1
                summary: The latest sale
                entities: {shop: shop}
                source: sales
                features:
                  amount: {meaning: its amount}
                  goods: {meaning: what it was}
            on-demand:
              scored:
                version: 1
                summary: By code that is not on the cluster
                inputs: {number: int64}
                views: {sale: {view: latest@1, keys: {shop: shop}}}
                function: score
                features:
                  score: {type: float64, default: -1.0, meaning: the amount and a number}
            services:
              shops:
                version: 1
                summary: All of shops
                features: [complaints@1, turnover@1, latest@1, scored@1:score]
            """;

    private static final String FUNCTION =
            """
            package own;

            import dev.berth.core.feature.FeatureFunction;
            import dev.berth.core.feature.FeatureType;
            import dev.berth.core.feature.FunctionReference;
            import dev.berth.core.feature.ValueType;
            import java.util.Map;

            public final class Score implements FeatureFunction {
                public FunctionReference reference() {
                    return new FunctionReference("score", 1);
                }

                public Map<String, FeatureType> inputs() {
                    return Map.of(
                            "number", FeatureType.of(ValueType.INT64),
                            "sale.amount", FeatureType.of(ValueType.FLOAT64));
                }

                public Map<String, FeatureType> features() {
                    return Map.of("score", FeatureType.of(ValueType.FLOAT64));
                }

                public Map<String, Object> compute(Map<String, Object> values) {
                    return values.get("sale.amount") instanceof Double amount
                            ? Map.of("score", amount * 2 + (Long) values.get("number"))
                            : Map.of();
                }
            }
            """;

    @TempDir private Path folder;

    /// Half a minute on two idle processors.
    @Test
    void job_submittedToProcesses_givesWhatDuckDbGives() throws Exception {
        String jar = System.getProperty("berth.job.jar", "");
        assumeTrue(
                !jar.isEmpty(), "the job's jar is made after the tests; `mvn verify` submits it");
        Files.createDirectories(folder.resolve("features"));
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("features/sales.yaml"), FEATURES);
        ProviderJar.write(
                folder.resolve("features/functions/score.jar"),
                "own.Score",
                FUNCTION,
                FeatureFunction.class);
        try (Database database =
                        Database.open(
                                new DatabaseSettings(256L << 20, folder.resolve("spill"), 2));
                Session session = database.connect()) {
            write(session);
            writeTable(session);
            FeatureDefinitions definitions = FeaturesPart.require(folder);
            join(database, definitions);
            List<String> printed;
            try (var cluster = LocalCluster.start(folder.resolve("cluster"))) {
                printed = submit(cluster, jar);
                assertThat(cluster.executorFolders())
                        .as("executors of each worker")
                        .allSatisfy(executors -> assertThat(executors).isPositive());
            }
            assertThat(printed).anyMatch(line -> line.equals("400 rows in " + output()));
            assertThat(read(session, definitions, "spark.parquet/*.parquet"))
                    .hasSize(400)
                    .isEqualTo(read(session, definitions, "duckdb.parquet"));
        }
    }

    private String output() {
        return folder.resolve("spark.parquet").toString();
    }

    private List<String> submit(LocalCluster cluster, String jar) throws Exception {
        return cluster.submit(
                JoinJob.class.getName(),
                jar,
                folder.toString(),
                "--spine",
                folder.resolve("spine.parquet").toString(),
                "--timestamp-column",
                "at",
                "--entity-columns",
                "shop=where",
                "--service",
                "shops",
                "--output",
                output());
    }

    /// A table with a deletion vector and equality deletes: the job has to read both.
    private void writeTable(Session session) {
        var schema =
                new Schema(
                        optional(1, "given", TimestampType.withZone()),
                        optional(2, "shop", IntegerType.get()),
                        optional(3, "why", StringType.get()));
        var table =
                new IcebergWriter(
                        session,
                        folder.resolve("returns"),
                        schema,
                        PartitionSpec.unpartitioned(),
                        3);
        for (int part = 0; part < 3; part++) {
            DataFile file =
                    table.append(
                            "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' +"
                                    + " to_seconds((hash(i) % 2600000)::BIGINT) AS given, (hash(i +"
                                    + " 1) % 7)::INTEGER AS shop, 'w' || (hash(i + 2) % 5) AS why"
                                    + " FROM range("
                                    + part * 400
                                    + ", "
                                    + (part + 1) * 400
                                    + ") r(i)");
            table.deleteVector(file, List.of(1, 2, 3, 200));
        }
        table.deleteEqual("", "SELECT 3::INTEGER AS shop, 'w1' AS why");
    }

    private void write(Session session) {
        for (int part = 0; part < 4; part++) {
            session.execute(
                    "COPY (SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_seconds((hash(i) % 2600000)::BIGINT)"
                            + " AS sold, sold + to_minutes((hash(i + 1) % 3000)::BIGINT) AS booked,"
                            + " (hash(i + 2) % 7)::INTEGER AS shop, CASE WHEN i % 11 = 0 THEN NULL"
                            + " ELSE (hash(i + 3) % 10000) / 97.0::DOUBLE END AS amount, 'g' ||"
                            + " (hash(i + 4) % 9) AS goods FROM range("
                            + part * 5_000
                            + ", "
                            + (part + 1) * 5_000
                            + ") r(i)) TO '"
                            + folder.resolve("data/" + part + ".parquet")
                            + "' (FORMAT parquet)");
        }
        session.execute(
                "COPY (SELECT i AS number, TIMESTAMPTZ '2024-01-01 00:00:00+00' +"
                        + " to_seconds((hash(i + 5) % 3000000)::BIGINT) AS at, CASE WHEN i % 50 = 0 THEN NULL"
                        + " ELSE (hash(i + 6) % 9)::INTEGER END AS \"where\" FROM range(400) r(i)) TO '"
                        + folder.resolve("spine.parquet")
                        + "' (FORMAT parquet)");
    }

    private void join(Database database, FeatureDefinitions definitions) {
        List<JoinedView> views =
                new JoinSelection(definitions, Map.of("shop", "where"))
                        .named(List.of("complaints", "turnover", "latest", "scored"));
        new PointInTimeJoin(database, definitions, new SourcePathResolver(folder, Map.of()))
                .run(
                        new JoinRequest(
                                new Spine(folder.resolve("spine.parquet"), "at", ZoneOffset.UTC),
                                views,
                                folder.resolve("duckdb.parquet")));
    }

    private List<List<@Nullable Object>> read(
            Session session, FeatureDefinitions definitions, String files) {
        List<FeatureType> types =
                new ArrayList<>(
                        List.of(
                                FeatureType.of(ValueType.INT64),
                                FeatureType.of(ValueType.TIMESTAMP),
                                FeatureType.of(ValueType.INT32)));
        for (String view : List.of("complaints", "turnover", "latest")) {
            definitions
                    .view(ViewReference.of(view, 1))
                    .features()
                    .forEach(feature -> types.add(feature.type()));
        }
        types.add(FeatureType.of(ValueType.FLOAT64));
        return Tables.read(session, "FROM read_parquet('" + folder.resolve(files) + "')", types);
    }
}
