package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.cli.OnnxNodeCase.Outcome;
import dev.berth.runtime.ModelRuntime;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ONNX's tests of each operator, if Debian's package `libonnx-testdata` is installed: a model
/// accepted by `berth init` gives the expected outputs or, where the engine differs, those of the
/// engine alone.
///
/// `onnx-node-tests.txt` lists the cases that passed when it was recorded; a case that no longer
/// passes is a regression. A build tries every third; all: `-Dberth.cases.factor=3`. With all,
/// `-Dberth.node-tests.record=FILE` rewrites the list.
class OnnxNodeTest {
    private static final Path DATA =
            Path.of(
                    System.getProperty(
                            "berth.node-tests", "/usr/share/libonnx-testdata/data/node"));

    private static final int EVERY = Math.max(1, 3 / Integer.getInteger("berth.cases.factor", 1));

    /// Models in memory at the same time.
    private static final int TOGETHER = 100;

    private final List<String> leaking = new ArrayList<>();

    @TempDir Path directory;

    @Test
    void nodes_accepted_areAnsweredAsExpectedOrAsByTheEngine() throws IOException {
        boolean isInstalled = Files.isDirectory(DATA);
        if (!isInstalled) {
            System.err.println(
                    "OnnxNodeTest is skipped: no "
                            + DATA
                            + "; apt-get install libonnx-testdata has it");
        }
        assumeTrue(isInstalled, "libonnx-testdata is not installed");
        List<OnnxNodeCase> all = cases();
        Map<Outcome, Set<String>> outcomes = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new TreeSet<>());
        }
        for (int from = 0; from < all.size(); from += TOGETHER) {
            run(all.subList(from, Math.min(all.size(), from + TOGETHER)), from, outcomes);
        }
        int accepted = outcomes.values().stream().mapToInt(Set::size).sum();
        System.err.println(
                "ONNX's node tests: "
                        + all.size()
                        + " tried, "
                        + accepted
                        + " accepted by init, "
                        + of(outcomes, Outcome.EQUAL).size()
                        + " equal, "
                        + of(outcomes, Outcome.LIKE_THE_ENGINE).size()
                        + " like the engine alone, "
                        + of(outcomes, Outcome.RANDOM).size()
                        + " random, "
                        + of(outcomes, Outcome.WRONG).size()
                        + " wrong");
        record(of(outcomes, Outcome.EQUAL));
        assertThat(of(outcomes, Outcome.WRONG)).as("wrong by Berth's doing").isEmpty();
        Set<String> broken = recorded();
        broken.retainAll(all.stream().map(OnnxNodeCase::name).collect(Collectors.toSet()));
        broken.removeAll(of(outcomes, Outcome.EQUAL));
        assertThat(broken).as("answered as expected before, and no longer").isEmpty();
        assertThat(leaking).as("tensors that are left").isEmpty();
        assertThat(accepted).isPositive();
    }

    private static Set<String> of(Map<Outcome, Set<String>> outcomes, Outcome outcome) {
        return Objects.requireNonNull(outcomes.get(outcome));
    }

    private static List<OnnxNodeCase> cases() throws IOException {
        try (Stream<Path> folders = Files.list(DATA)) {
            List<OnnxNodeCase> all =
                    folders.filter(folder -> Files.exists(folder.resolve("model.onnx")))
                            .sorted()
                            .map(OnnxNodeCase::new)
                            .toList();
            return IntStream.range(0, all.size())
                    .filter(i -> i % EVERY == 0)
                    .mapToObj(all::get)
                    .toList();
        }
    }

    private void run(List<OnnxNodeCase> cases, int from, Map<Outcome, Set<String>> outcomes)
            throws IOException {
        Path system = directory.resolve("system" + from);
        List<OnnxNodeCase> accepted = new ArrayList<>();
        for (OnnxNodeCase each : cases) {
            if (each.init(system)) {
                accepted.add(each);
            }
        }
        if (accepted.isEmpty()) {
            return;
        }
        ModelRuntime engine =
                ServiceLoader.load(ModelRuntime.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(runtime -> runtime.engine().equals("onnx"))
                        .findFirst()
                        .orElseThrow();
        var options =
                ServingOptions.defaults()
                        .withCacheDirectory(directory.resolve("cache"))
                        .withExecutionThreads(1);
        try (var serving = ModelServer.open(system, options)) {
            for (OnnxNodeCase each : accepted) {
                of(outcomes, each.run(serving, engine)).add(each.name());
            }
            // Serving releases inputs after it has responded.
            Await.until(
                    "models from " + cases.getFirst().name() + " give all back",
                    () -> serving.pool().blocksInUse() == 0);
        }
    }

    private static Set<String> recorded() throws IOException {
        try (InputStream in = OnnxNodeTest.class.getResourceAsStream("onnx-node-tests.txt")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void record(Set<String> equal) throws IOException {
        String file = System.getProperty("berth.node-tests.record");
        if (file != null) {
            Files.write(Path.of(file), equal);
        }
    }
}
