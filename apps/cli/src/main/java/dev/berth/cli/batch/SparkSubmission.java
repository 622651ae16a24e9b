package dev.berth.cli.batch;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Submission of `berth batch` to a Spark cluster: `spark-submit` runs the driver here, with the
/// same arguments.
///
/// @param master such as `spark://host:7077`
/// @param settings of Spark, beyond those that Berth needs
/// @param home folder of an installation of Spark
/// @param lib folder of Berth's libraries
record SparkSubmission(String master, Map<String, String> settings, Path home, Path lib) {
    private static final String JOB = "dev.berth.batch.spark.SparkBatch";
    private static final String JAR = "berth-batch-spark-*.jar";

    /// Rows of a request unless given. What a queue takes follows from the measured speed of a
    /// model, which differs between machines, and parts must not.
    private static final String BATCH_ROWS = "64";

    /// What Berth's JVM needs as well: native engines, and Unsafe for protobuf and Netty.
    private static final String JVM =
            "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";

    /// Packages that Spark reads by reflection.
    private static final List<String> OPENED =
            List.of(
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                    "--add-opens=java.base/java.net=ALL-UNNAMED",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

    /// A submission by the Spark that `SPARK_HOME` names.
    ///
    /// @throws ProblemException `batch-invalid` if there is none, or Berth runs from no folder
    static SparkSubmission of(String master, Map<String, String> settings) {
        String home = System.getenv("SPARK_HOME");
        if (home == null || !Files.isDirectory(Path.of(home, "jars"))) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "SPARK_HOME is "
                            + (home == null ? "not set" : "'" + home + "', which has no jars/")
                            + " (expected: the folder of an installation of Spark 4)",
                    "install the Spark that the cluster has, and set SPARK_HOME");
        }
        return new SparkSubmission(master, settings, Path.of(home), libraries());
    }

    private static Path libraries() {
        try {
            Path code =
                    Path.of(
                            SparkSubmission.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            Path parent = code.getParent();
            if (parent != null && Files.isRegularFile(code)) {
                return parent;
            }
            // Classes that are not packed yet have the libraries beside them.
            return code.resolveSibling("lib");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs it, with the channels of this process. Blocks.
    ///
    /// @param arguments of the command; those of the submission itself are left out
    /// @return exit status
    int run(List<String> arguments) throws IOException {
        var builder = new ProcessBuilder(command(arguments)).inheritIO();
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemCode.CANCELLED,
                    "the job was interrupted",
                    "run it again: it goes on after its finished parts");
        }
    }

    /// The command line of `spark-submit`.
    List<String> command(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(submit());
        command.addAll(List.of("--master", master, "--class", JOB, "--name", "berth batch"));
        Map<String, String> all = new LinkedHashMap<>();
        all.put("spark.ui.showConsoleProgress", "false");
        all.put("spark.berth.lib", lib.toString());
        all.putAll(settings);
        for (String side : List.of("driver", "executor")) {
            all.merge("spark." + side + ".extraJavaOptions", JVM, (own, ours) -> ours + " " + own);
        }
        all.forEach(
                (name, value) -> {
                    command.add("--conf");
                    command.add(name + "=" + value);
                });
        command.add(jar().toString());
        command.addAll(withoutSubmission(arguments));
        if (arguments.stream()
                .noneMatch(each -> each.equals("--batch") || each.startsWith("--batch="))) {
            command.addAll(List.of("--batch", BATCH_ROWS));
        }
        return command;
    }

    /// The script, or its program where an installation has none.
    private List<String> submit() {
        Path script = home.resolve("bin/spark-submit");
        if (Files.isRegularFile(script)) {
            return List.of(script.toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the script gives to the driver, which runs in this JVM.
        command.addAll(List.of(JVM.split(" ", -1)));
        command.addAll(OPENED);
        command.addAll(
                List.of("-cp", home.resolve("jars") + "/*", "org.apache.spark.deploy.SparkSubmit"));
        return command;
    }

    private Path jar() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(lib, JAR)) {
            for (Path file : files) {
                return file;
            }
        }
        throw new ProblemException(
                Problem.of(
                        ProblemCode.BATCH_INVALID,
                        "no " + JAR + " in " + lib + " (expected: Berth's libraries)",
                        "call the launcher of a build or of an image"));
    }

    private static List<String> withoutSubmission(List<String> arguments) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--spark") || argument.equals("--spark-conf")) {
                i++;
            } else if (!argument.startsWith("--spark=") && !argument.startsWith("--spark-conf=")) {
                left.add(argument);
            }
        }
        return left;
    }
}
