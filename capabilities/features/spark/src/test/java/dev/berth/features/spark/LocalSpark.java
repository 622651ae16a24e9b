package dev.berth.features.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/// Spark session of all tests, with two threads in their process, with which it ends.
final class LocalSpark {
    /// For Spark's temporary files.
    private static final Path FOLDER = Path.of("target", "spark").toAbsolutePath();

    private static final SparkSession SESSION = start();

    private LocalSpark() {}

    static SparkSession session() {
        return SESSION;
    }

    private static SparkSession start() {
        SparkSession session = open();
        // Loads most of Spark's classes, so that the first test has not all of that to do.
        session.range(4)
                .groupBy("id")
                .count()
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(FOLDER.resolve("first").toString());
        return session;
    }

    private static SparkSession open() {
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
                // Otherwise tasks look for classes of the session by messages, each time anew.
                .config("spark.sql.artifact.isolation.enabled", "false")
                .config("spark.hadoop.fs.file.impl", UnrestrictedFileSystem.class.getName())
                .config("spark.sql.warehouse.dir", FOLDER.resolve("warehouse").toString())
                .config("spark.local.dir", FOLDER.resolve("aside").toString())
                .getOrCreate();
    }
}
