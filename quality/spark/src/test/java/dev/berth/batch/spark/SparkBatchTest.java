package dev.berth.batch.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.features.spark.LocalCluster;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs on a cluster of processes (a master and two workers) against those of one process. More
/// than the samples of a build: `-Dberth.spark.systems=200 -Dberth.spark.kills=50`.
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class SparkBatchTest {
    private static final int SYSTEMS = Integer.getInteger("berth.spark.systems", 3);
    private static final int KILLS = Integer.getInteger("berth.spark.kills", 2);
    private static final List<String> ENDINGS = List.of("csv", "parquet", "jsonl");
    private static final int ROWS = 1_500;

    private final long seed = Long.getLong("berth.seed", 20261203);
    private final Random random = new Random(seed);

    @TempDir private Path folder;
    private LocalCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = LocalCluster.start(folder.resolve("cluster"));
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    @Test
    void randomSystems_giveTheBytesOfOneProcess() throws Exception {
        try (var context = new JavaSparkContext(conf())) {
            for (int i = 0; i < SYSTEMS; i++) {
                compare(context, seed + i);
            }
        }
        assertThat(cluster.executorFolders())
                .as("executors of each worker")
                .allSatisfy(executors -> assertThat(executors).isPositive());
    }

    private SparkConf conf() throws IOException {
        return new SparkConf()
                .setMaster(cluster.master())
                .setAppName("batch")
                .setJars(new String[] {jar().toString()})
                .set(SparkBatch.LIB, BerthProcess.LIB.toString())
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.extraJavaOptions", EXECUTOR_JVM);
    }

    private static final String EXECUTOR_JVM =
            "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                    + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(BerthProcess.LIB, "berth-batch-spark-*.jar")) {
            return jars.iterator().next();
        }
    }

    private void compare(JavaSparkContext context, long systemSeed) throws Exception {
        var random = new RandomSystem(systemSeed);
        Path system = folder.resolve("system-" + systemSeed);
        random.writeSystem(system);
        int mix = Math.floorMod(systemSeed, 6);
        Path table =
                random.writeTable(
                        folder.resolve("rows-" + systemSeed + (mix % 2 == 0 ? ".csv" : ".jsonl")),
                        ROWS);
        String name = mix < 4 ? "decision" : "sum";
        String ending = ENDINGS.get(mix % 3);
        Path one = folder.resolve("one-" + systemSeed + "." + ending);
        Path other = folder.resolve("other-" + systemSeed + "." + ending);
        List<String> words =
                List.of(
                        system.toString(),
                        name,
                        "--from",
                        table.toString(),
                        "--part",
                        "400",
                        "--batch",
                        "64",
                        "--max-set-aside",
                        "1",
                        "--prefix",
                        "p_");

        List<String> here = new ArrayList<>(List.of("batch"));
        here.addAll(words);
        here.addAll(List.of("--to", one.toString()));
        BerthProcess.start(folder.resolve("one.txt"), Map.of(), here).succeed();
        List<String> there = new ArrayList<>(words);
        there.addAll(List.of("--to", other.toString()));
        int status = SparkBatch.run(context, there.toArray(String[]::new));

        assertThat(status).as("system %d", systemSeed).isZero();
        assertThat(other).as("system %d", systemSeed).hasSameBinaryContentAs(one);
        assertThat(Files.exists(setAside(other)))
                .as("system %d", systemSeed)
                .isEqualTo(Files.exists(setAside(one)));
        if (Files.exists(setAside(one))) {
            assertThat(setAside(other)).hasSameBinaryContentAs(setAside(one));
        }
    }

    private static Path setAside(Path output) {
        return output.resolveSibling(output.getFileName() + ".set-aside.jsonl");
    }

    @Test
    void executorsAndDrivers_thatAreKilled_loseNothing() throws Exception {
        Path system =
                SystemBuilder.in(folder.resolve("slow"))
                        .with(
                                "slow",
                                PackageBuilder.onnx(OnnxModels.slow(6))
                                        .batch("batch")
                                        .input("x", "float32", "[batch, 1]")
                                        .output("y", "float32", "[batch, 1]"))
                        .path();
        Path rows = rows();
        Path whole = folder.resolve("whole.csv");
        BerthProcess.start(folder.resolve("whole.txt"), Map.of(), words(system, rows, whole))
                .succeed();
        int atWork = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path killed = folder.resolve("killed-" + kill + ".csv");
            atWork +=
                    kill % 2 == 0
                            ? killExecutor(system, rows, killed)
                            : killDriver(system, rows, killed);
            assertThat(killed).as("kill %d, seed %d", kill, seed).hasSameBinaryContentAs(whole);
            assertThat(setAside(killed)).hasSameBinaryContentAs(setAside(whole));
        }
        assertThat(atWork).as("killed at work").isPositive();
    }

    private int killExecutor(Path system, Path rows, Path to) throws Exception {
        BerthProcess driver = submit(system, rows, to);
        int killed = 0;
        if (awaitWork(driver, to)) {
            List<ProcessHandle> executors = executors();
            if (!executors.isEmpty()) {
                killed = executors.get(random.nextInt(executors.size())).destroyForcibly() ? 1 : 0;
            }
        }
        driver.succeed();
        return killed;
    }

    private int killDriver(Path system, Path rows, Path to) throws Exception {
        BerthProcess driver = submit(system, rows, to);
        int killed = awaitWork(driver, to) ? 1 : 0;
        driver.kill();
        submit(system, rows, to).succeed();
        return killed;
    }

    /// Waits until parts are being scored, and some time more.
    private boolean awaitWork(BerthProcess driver, Path to) throws InterruptedException {
        Path job = to.resolveSibling(to.getFileName() + ".job");
        Await.until(
                "a part is finished",
                () -> !driver.process().isAlive() || Files.exists(job.resolve("part-000000")));
        return !driver.process().waitFor(random.nextInt(1_500), TimeUnit.MILLISECONDS);
    }

    private static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(
                        each ->
                                each.info()
                                        .commandLine()
                                        .orElse("")
                                        .contains("CoarseGrainedExecutorBackend"))
                .toList();
    }

    private BerthProcess submit(Path system, Path rows, Path to) throws IOException {
        List<String> words = new ArrayList<>(words(system, rows, to));
        words.addAll(List.of("--spark", cluster.master()));
        for (String setting :
                List.of(
                        "spark.driver.host=127.0.0.1",
                        "spark.driver.bindAddress=127.0.0.1",
                        "spark.ui.enabled=false",
                        "spark.executor.memory=512m",
                        "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1")) {
            words.addAll(List.of("--spark-conf", setting));
        }
        return BerthProcess.start(
                folder.resolve(to.getFileName() + ".txt"),
                Map.of(
                        "SPARK_HOME",
                        cluster.home().toString(),
                        "SPARK_LOCAL_IP",
                        "127.0.0.1",
                        "SPARK_SCALA_VERSION",
                        "2.13"),
                words);
    }

    private static List<String> words(Path system, Path rows, Path to) {
        return List.of(
                "batch",
                system.toString(),
                "slow",
                "--from",
                rows.toString(),
                "--to",
                to.toString(),
                "--part",
                "100",
                "--batch",
                "4");
    }

    private Path rows() throws IOException {
        var csv = new StringBuilder("key,x\n");
        for (int i = 0; i < 1_000; i++) {
            csv.append("%06d,%s\n".formatted(i, i % 301 == 5 ? "none" : "[" + i / 8.0 + "]"));
        }
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }
}
