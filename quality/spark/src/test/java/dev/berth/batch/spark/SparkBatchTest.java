package dev.berth.batch.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.features.spark.LocalCluster;
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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Jobs on a cluster of processes (a master and two workers) against those of one process. More
/// than the samples of a build: `-Dberth.cases.factor=50`.
class SparkBatchTest {
    private static final int FACTOR = Integer.getInteger("berth.cases.factor", 1);

    /// One for each ending.
    private static final int SYSTEMS = 3 * FACTOR;

    private static final long SEED = Long.getLong("berth.seed", 20261203);
    private static final List<String> ENDINGS = List.of("csv", "parquet", "jsonl");
    private static final int ROWS = 1_500;

    private static final String EXECUTOR_JVM =
            "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                    + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    @TempDir private static Path folder;
    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = LocalCluster.start(folder.resolve("cluster"));
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    /// One job after the other, in the same executors.
    @Nested
    class RandomSystems {
        private static JavaSparkContext context;

        @BeforeAll
        static void connect() throws IOException {
            context = new JavaSparkContext(conf());
        }

        @AfterAll
        static void executors_ofEachWorker_wereStarted() throws IOException {
            context.close();
            assertThat(cluster.executorFolders())
                    .as("executors of each worker")
                    .allSatisfy(executors -> assertThat(executors).isPositive());
        }

        static LongStream seeds() {
            return LongStream.range(SEED, SEED + SYSTEMS);
        }

        @ParameterizedTest
        @MethodSource("seeds")
        void randomSystem_givesTheBytesOfOneProcess(long seed) throws Exception {
            var random = new RandomSystem(seed);
            Path system = folder.resolve("system-" + seed);
            random.writeSystem(system);
            int mix = Math.floorMod(seed, 6);
            Path table =
                    random.writeTable(
                            folder.resolve("rows-" + seed + (mix % 2 == 0 ? ".csv" : ".jsonl")),
                            ROWS);
            String name = mix < 4 ? "decision" : "sum";
            String ending = ENDINGS.get(mix % 3);
            Path one = folder.resolve("one-" + seed + "." + ending);
            Path other = folder.resolve("other-" + seed + "." + ending);
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

            assertThat(status).as("system %d", seed).isZero();
            assertThat(other).as("system %d", seed).hasSameBinaryContentAs(one);
            assertThat(Files.exists(setAside(other)))
                    .as("system %d", seed)
                    .isEqualTo(Files.exists(setAside(one)));
            if (Files.exists(setAside(one))) {
                assertThat(setAside(other)).hasSameBinaryContentAs(setAside(one));
            }
        }
    }

    private static SparkConf conf() throws IOException {
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

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(BerthProcess.LIB, "berth-batch-spark-*.jar")) {
            return jars.iterator().next();
        }
    }

    private static Path setAside(Path output) {
        return output.resolveSibling(output.getFileName() + ".set-aside.jsonl");
    }

    /// Drivers of their own.
    @Nested
    class Kills {
        private static final Random RANDOM = new Random(SEED);

        /// Of ten parts; the kill comes after so many of them at most.
        private static final int PARTS_MAX = 4;

        private static Path system;
        private static Path rows;
        private static Path whole;

        @BeforeAll
        static void run() throws Exception {
            system =
                    SystemBuilder.in(folder.resolve("slow"))
                            .with(
                                    "slow",
                                    PackageBuilder.onnx(OnnxModels.slow(6))
                                            .batch("batch")
                                            .input("x", "float32", "[batch, 1]")
                                            .output("y", "float32", "[batch, 1]"))
                            .path();
            rows = rows();
            whole = folder.resolve("whole.csv");
            BerthProcess.start(folder.resolve("whole.txt"), Map.of(), words(system, rows, whole))
                    .succeed();
        }

        private static void assertWhole(Path output, int kill) {
            assertThat(output).as("kill %d, seed %d", kill, SEED).hasSameBinaryContentAs(whole);
            assertThat(setAside(output)).hasSameBinaryContentAs(setAside(whole));
        }

        static IntStream kills() {
            return IntStream.range(0, FACTOR);
        }

        @ParameterizedTest
        @MethodSource("kills")
        void executor_thatIsKilled_losesNothing(int kill) throws Exception {
            Path output = folder.resolve("executor-" + kill + ".csv");
            BerthProcess driver = submit(system, rows, output);
            awaitWork(driver, output);
            List<ProcessHandle> executors = executors();
            assertThat(executors).isNotEmpty();
            assertThat(executors.get(RANDOM.nextInt(executors.size())).destroyForcibly()).isTrue();
            driver.succeed();
            assertWhole(output, kill);
        }

        @ParameterizedTest
        @MethodSource("kills")
        void driver_thatIsKilled_losesNothing(int kill) throws Exception {
            Path output = folder.resolve("driver-" + kill + ".csv");
            BerthProcess driver = submit(system, rows, output);
            awaitWork(driver, output);
            driver.kill();
            submit(system, rows, output).succeed();
            assertWhole(output, kill);
        }

        /// Waits until some parts are finished, of which the job has more.
        private static void awaitWork(BerthProcess driver, Path to) throws IOException {
            int parts = 1 + RANDOM.nextInt(PARTS_MAX);
            Path job = to.resolveSibling(to.getFileName() + ".job");
            driver.await("the job has begun", () -> Files.exists(job));
            driver.await(
                    parts + " parts are finished",
                    () ->
                            IntStream.range(0, 10)
                                            .filter(part -> Files.exists(job.resolve(name(part))))
                                            .count()
                                    >= parts);
        }

        private static String name(int part) {
            return "part-%06d".formatted(part);
        }
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

    private static BerthProcess submit(Path system, Path rows, Path to) throws IOException {
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

    private static Path rows() throws IOException {
        var csv = new StringBuilder("key,x\n");
        for (int i = 0; i < 1_000; i++) {
            csv.append("%06d,%s\n".formatted(i, i % 301 == 5 ? "none" : "[" + i / 8.0 + "]"));
        }
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }
}
