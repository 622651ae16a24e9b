package dev.berth.features.spark;

import dev.berth.testkit.Await;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/// Spark cluster of processes on this machine: a master and two workers, started from a cluster's
/// own jars on the test's class path.
public final class LocalCluster implements AutoCloseable {
    /// Classes that the job must bring; without them a cluster shows that it does.
    private static final Pattern OURS =
            Pattern.compile(
                    "/dev/berth/|/berth/|/classes$|/test-classes$|-tests\\.jar$|berth-|/dev/cel/|picocli"
                            + "|snakeyaml-engine|duckdb|junit|assertj|/surefire");

    private static final Pattern MASTER =
            Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern REGISTERED =
            Pattern.compile("Successfully registered with master");

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Path> links = new ArrayList<>();
    private String master = "";

    private LocalCluster(Path folder) {
        this.folder = folder;
    }

    /// Starts a master and two workers of one processor each.
    public static LocalCluster start(Path folder) throws IOException {
        return start(folder, List.of(List.of(), List.of()));
    }

    /// Starts a master and some workers of one processor each.
    ///
    /// @param prefixes words before the command of each worker, such as `taskset -c 1`
    public static LocalCluster start(Path folder, List<List<String>> prefixes) throws IOException {
        var cluster = new LocalCluster(folder);
        try {
            cluster.linkJars();
            String local = "127.0.0.1";
            Process master =
                    cluster.begin(
                            List.of(),
                            "org.apache.spark.deploy.master.Master",
                            List.of("--host", local, "--port", "0", "--webui-port", "0"));
            cluster.master = await(master, MASTER).group(1);
            for (int i = 0; i < prefixes.size(); i++) {
                Process worker =
                        cluster.begin(
                                prefixes.get(i),
                                "org.apache.spark.deploy.worker.Worker",
                                List.of(
                                        "--host",
                                        local,
                                        "--cores",
                                        "1",
                                        "--memory",
                                        "1g",
                                        "--webui-port",
                                        "0",
                                        "--work-dir",
                                        cluster.work(i).toString(),
                                        cluster.master));
                await(worker, REGISTERED);
            }
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /// Where `SPARK_HOME` is.
    public Path home() {
        return folder.resolve("home");
    }

    /// What jobs are submitted to.
    public String master() {
        return master;
    }

    private Path work(int worker) {
        return folder.resolve("work" + worker);
    }

    private void linkJars() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("home/jars"));
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry).toAbsolutePath();
            Path link = jars.resolve(jar.getFileName());
            if (entry.endsWith(".jar") && !OURS.matcher(entry).find() && !Files.exists(link)) {
                links.add(Files.createSymbolicLink(link, jar));
            }
        }
    }

    private Process begin(List<String> prefix, String main, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        for (String option : JavaModuleOptions.defaultModuleOptions().split(" ", -1)) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        command.addAll(List.of("-cp", folder.resolve("home/jars") + "/*", main));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /// Reads the output of a process up to a match; the rest is discarded.
    private static Matcher await(Process process, Pattern wanted) throws IOException {
        var output = new StringBuilder();
        BufferedReader reader = reader(process);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            output.append(line).append('\n');
            Matcher found = wanted.matcher(line);
            if (found.find()) {
                Thread.ofVirtual().start(() -> forget(reader));
                return found;
            }
        }
        throw new IllegalStateException("a process ended without " + wanted + ":\n" + output);
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void forget(BufferedReader reader) {
        try (reader) {
            while (reader.readLine() != null) {
                // Otherwise the process would block.
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    /// Submits a job, and returns its output.
    public List<String> submit(String main, String jar, String... arguments)
            throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--master",
                                master,
                                "--class",
                                main,
                                "--conf",
                                "spark.driver.host=127.0.0.1",
                                "--conf",
                                "spark.driver.bindAddress=127.0.0.1",
                                "--conf",
                                "spark.ui.enabled=false",
                                "--conf",
                                "spark.executor.memory=512m",
                                "--conf",
                                "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
                                        + " -XX:+UseSerialGC",
                                "--conf",
                                "spark.sql.shuffle.partitions=4",
                                // The job starts when both have registered, so that both are used.
                                "--conf",
                                "spark.scheduler.minRegisteredResourcesRatio=1.0",
                                jar));
        all.addAll(List.of(arguments));
        Process process = begin(List.of(), "org.apache.spark.deploy.SparkSubmit", all);
        List<String> output = reader(process).lines().toList();
        if (Await.exit(process) != 0) {
            throw new IllegalStateException("the job failed:\n" + String.join("\n", output));
        }
        return output;
    }

    /// The number of started executors by worker.
    public List<Long> executorFolders() throws IOException {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (var found = Files.find(work(i), 3, (file, _) -> file.endsWith("stderr"))) {
                counts.add(found.count());
            }
        }
        return counts;
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes.reversed()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        for (Process process : processes) {
            process.onExit().join();
        }
        // JUnit warns of each that it finds.
        for (Path link : links) {
            Files.deleteIfExists(link);
        }
    }
}
