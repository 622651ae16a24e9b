package dev.berth.fuzzing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Execution of the fuzzer on one target, in a process of its own.
final class FuzzRun {
    /// Time after which an input counts as hanging.
    private static final int HANG_SECONDS = 30;

    /// Memory limit of the process; a target with a leak exceeds it.
    private static final int RESIDENT_MIB_MAX = 3072;

    /// Otherwise the JVM takes a share of the machine's memory, and with garbage alone exceeds the
    /// limit.
    private static final String HEAP_MAX = "-Xmx1g";

    /// Lines of the fuzzer's output about a finding: the exception with its trace.
    private static final int FINDING_LINES_MAX = 40;

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private static final Pattern ENTRY_JAR = Pattern.compile("/(berth-fuzzing|jazzer)-[^/]*$");

    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    private static final Pattern FOUND =
            Pattern.compile("== Java Exception|ERROR: libFuzzer|^Exception in|ERROR: ");

    private final Path module;
    private final TargetName target;
    private final int seconds;
    private final int seed;
    private final Path folder;

    FuzzRun(Path module, TargetName target, int seconds, int seed) {
        this.module = module;
        this.target = target;
        this.seconds = seconds;
        this.seed = seed;
        this.folder = module.resolve("target/fuzz").resolve(target.text());
    }

    /// Result of the fuzzer.
    ///
    /// @param coverage number of covered code locations
    /// @param finding message of the first failure; empty if there is none
    /// @param output file with the whole output
    record Result(String runs, String runsPerSecond, String coverage, String finding, Path output) {
        boolean isSound() {
            return finding.isEmpty();
        }
    }

    Result execute() throws IOException, InterruptedException {
        Path seeds = writeSeeds();
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path output = folder.resolve("output.txt");
        int status =
                new ProcessBuilder(command(corpus, seeds))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start()
                        .waitFor();
        return result(status, output);
    }

    private Path writeSeeds() throws IOException {
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        try (Target open = target.open()) {
            int number = 0;
            for (byte[] seed : open.seeds()) {
                Files.write(seeds.resolve("seed-" + number++), seed);
            }
        }
        return seeds;
    }

    private List<String> command(Path corpus, Path seeds) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        HEAP_MAX,
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+EnableDynamicAgentLoading",
                        "-Djava.awt.headless=true",
                        "-D" + JazzerEntry.TARGET + "=" + target.text(),
                        "-D" + JazzerEntry.CLASSES + "=" + CLASS_PATH,
                        "-cp",
                        entryClassPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + JazzerEntry.class.getName(),
                        "--instrumentation_includes=dev.berth.**",
                        "--custom_hook_includes=dev.berth.**",
                        // The targets have servers of their own.
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-max_total_time=" + seconds,
                        "-seed=" + seed,
                        "-timeout=" + HANG_SECONDS,
                        "-rss_limit_mb=" + RESIDENT_MIB_MAX,
                        "-use_value_profile=1",
                        corpus.toString(),
                        seeds.toString()));
        Path found = module.resolve("found").resolve(target.text());
        if (Files.isDirectory(found)) {
            command.add(found.toString());
        }
        return command;
    }

    /// The jars of the fuzzer and of [JazzerEntry].
    private static String entryClassPath() {
        return Stream.of(CLASS_PATH.split(File.pathSeparator, -1))
                .filter(jar -> ENTRY_JAR.matcher(jar).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Result result(int status, Path output) throws IOException {
        String runs = "-";
        String rate = "-";
        String coverage = "-";
        List<String> lines = Files.readAllLines(output);
        for (String line : lines) {
            Matcher covered = COVERAGE.matcher(line);
            coverage = covered.find() ? covered.group(1) : coverage;
            Matcher done = DONE.matcher(line);
            if (done.find()) {
                runs = done.group(1);
                long seconds = Math.max(1, Long.parseLong(done.group(2)));
                rate = Long.toString(Long.parseLong(runs) / seconds);
            }
        }
        return new Result(runs, rate, coverage, status == 0 ? "" : finding(status, lines), output);
    }

    private static String finding(int status, List<String> lines) {
        try (Stream<String> found = lines.stream().dropWhile(line -> !FOUND.matcher(line).find())) {
            List<String> shown = found.limit(FINDING_LINES_MAX).toList();
            return shown.isEmpty()
                    ? "the fuzzer ended with status " + status
                    : String.join("\n", shown);
        }
    }
}
