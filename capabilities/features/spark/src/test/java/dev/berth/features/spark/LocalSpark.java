package dev.berth.features.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/// A Spark of two threads in the test's own process.
final class LocalSpark {
    private LocalSpark() {}

    /// @param folder for what Spark puts aside
    static SparkSession start(Path folder) {
        return SparkSession.builder()
                .master("local[2]")
                .appName("test")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                // To plan again and to compile takes longer than a few rows do. The test on a
                // cluster
                // has Spark as it is.
                .config("spark.sql.adaptive.enabled", "false")
                .config("spark.sql.codegen.wholeStage", "false")
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                // Few, since little is joined; more than one, so that entities are apart.
                .config("spark.sql.shuffle.partitions", "3")
                // What a join must not depend on.
                .config("spark.sql.session.timeZone", "Asia/Tokyo")
                .config("spark.sql.ansi.enabled", "false")
                .config("spark.sql.files.ignoreCorruptFiles", "true")
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .config("spark.local.dir", folder.resolve("aside").toString())
                .getOrCreate();
    }
}
