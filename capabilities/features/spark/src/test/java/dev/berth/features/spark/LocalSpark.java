package dev.berth.features.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/// Spark session with two threads in the test's process.
final class LocalSpark {
    private LocalSpark() {}

    /// @param folder for Spark's temporary files
    static SparkSession start(Path folder) {
        return SparkSession.builder()
                .master("local[2]")
                .appName("test")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                // Adaptive planning and code generation take longer than a few rows. The test on a
                // cluster uses the defaults.
                .config("spark.sql.adaptive.enabled", "false")
                .config("spark.sql.codegen.wholeStage", "false")
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                // Few, since the data is small; more than one, so that entities are separated.
                .config("spark.sql.shuffle.partitions", "3")
                // A join must not depend on it.
                .config("spark.sql.session.timeZone", "Asia/Tokyo")
                .config("spark.sql.ansi.enabled", "false")
                .config("spark.sql.files.ignoreCorruptFiles", "true")
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .config("spark.local.dir", folder.resolve("aside").toString())
                .getOrCreate();
    }
}
