package dev.berth.batch.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.features.spark.LocalCluster;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Measurement of the same job on one worker and on two, each on a processor of its own:
/// `-Dberth.spark.scaling=true`.
class SparkScalingTest {
    private static final Pattern SECONDS = Pattern.compile("\"seconds\" : ([0-9.]+)");
    private static final int ROWS = 6_000;

    @TempDir private Path folder;

    @Test
    void twoWorkers_areFasterThanOne() throws Exception {
        assumeTrue(
                Boolean.getBoolean("berth.spark.scaling"),
                "takes minutes of two idle processors: -Dberth.spark.scaling=true");
        Path system =
                SystemBuilder.in(folder.resolve("slow"))
                        .with(
                                "slow",
                                PackageBuilder.onnx(OnnxModels.slow(30))
                                        .batch("batch")
                                        .input("x", "float32", "[batch, 1]")
                                        .output("y", "float32", "[batch, 1]"))
                        .path();
        Path rows = folder.resolve("rows.csv");
        var csv = new StringBuilder("key,x\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append("%06d,[%s]\n".formatted(i, i / 8.0));
        }
        Files.writeString(rows, csv);

        double one = seconds(system, rows, "one", List.of(processor(1)));
        double two = seconds(system, rows, "two", List.of(processor(0), processor(1)));

        System.out.printf(
                Locale.ROOT,
                "one worker %.1f s, two workers %.1f s: %.2f times as fast%n",
                one,
                two,
                one / two);
        assertThat(folder.resolve("two.csv")).hasSameBinaryContentAs(folder.resolve("one.csv"));
    }

    private static List<String> processor(int number) {
        return List.of("taskset", "-c", Integer.toString(number));
    }

    private double seconds(Path system, Path rows, String name, List<List<String>> prefixes)
            throws IOException, InterruptedException {
        Path to = folder.resolve(name + ".csv");
        try (LocalCluster cluster = LocalCluster.start(folder.resolve(name), prefixes)) {
            List<String> words =
                    new ArrayList<>(
                            List.of(
                                    "batch",
                                    system.toString(),
                                    "slow",
                                    "--from",
                                    rows.toString(),
                                    "--to",
                                    to.toString(),
                                    "--part",
                                    "200",
                                    "--batch",
                                    "4",
                                    "--spark",
                                    cluster.master()));
            for (String setting :
                    List.of(
                            "spark.driver.host=127.0.0.1",
                            "spark.driver.bindAddress=127.0.0.1",
                            "spark.ui.enabled=false",
                            "spark.executor.memory=512m",
                            "spark.scheduler.minRegisteredResourcesRatio=1.0")) {
                words.addAll(List.of("--spark-conf", setting));
            }
            BerthProcess.start(
                            folder.resolve(name + ".txt"),
                            Map.of(
                                    "SPARK_HOME",
                                    cluster.home().toString(),
                                    "SPARK_LOCAL_IP",
                                    "127.0.0.1",
                                    "SPARK_SCALA_VERSION",
                                    "2.13"),
                            words)
                    .succeed();
        }
        Matcher found =
                SECONDS.matcher(
                        Files.readString(to.resolveSibling(to.getFileName() + ".report.json")));
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
