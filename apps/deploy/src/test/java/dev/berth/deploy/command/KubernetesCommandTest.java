package dev.berth.deploy.command;

import static dev.berth.deploy.command.RenderedManifests.EXAMPLES;
import static dev.berth.deploy.command.RenderedManifests.MEASURED;
import static dev.berth.deploy.command.RenderedManifests.VARIANTS;
import static dev.berth.deploy.command.RenderedManifests.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.deploy.command.RenderedManifests.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesCommandTest {
    private static final String PROFILE = "evaluations/sign-reader.profile.json";

    @TempDir private Path folder = Path.of("");

    @Test
    void manifests_writtenTwice_areTheSameBytes() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        for (Path each : List.of(first, second)) {
            assertThat(write("sentences", each, List.of()).status()).isZero();
        }
        assertThat(contents(first)).isEqualTo(contents(second)).hasSize(9);
    }

    @Test
    void manifests_ofEveryExample_areRenderedByKubectl() throws Exception {
        assumeTrue(isInstalled("kubectl"), "skipped: kubectl is not installed");
        for (String each : EXAMPLES) {
            String name = each.substring(0, each.indexOf('='));
            Path into = folder.resolve(name);
            assertThat(write(name, into, List.of()).err()).contains("wrote 9 files");
            assertThat(output("kubectl", "kustomize", into.toString()))
                    .contains("kind: Deployment", "kind: HorizontalPodAutoscaler");
        }
        for (List<String> variant : VARIANTS) {
            Path into = Files.createTempDirectory(folder, "variant");
            assertThat(write("sentences", into, variant).err()).contains("wrote ");
            assertThat(output("kubectl", "kustomize", into.toString()))
                    .contains("kind: PrometheusRule");
        }
    }

    @Test
    void rules_areReadByPromtool_andNameNoOtherSystem() throws Exception {
        assumeTrue(isInstalled("promtool"), "skipped: promtool (prometheus) is not installed");
        write("sentences", folder, List.of());
        String file = Files.readString(folder.resolve("prometheus-rule.yaml"));
        String groups = file.substring(file.indexOf("  groups:")).replaceAll("(?m)^  ", "");
        Path rules = Files.writeString(folder.resolve("rules.yaml"), groups);
        assertThat(output("promtool", "check", "rules", rules.toString())).contains("SUCCESS");
        assertThat(groups).doesNotContain("job=\"berth\"").contains("job=\"berth-sentences\"");
    }

    @Test
    void handMadeChanges_areNotOverwritten_unlessAskedFor() throws IOException {
        write("sentences", folder, List.of());
        Path service = folder.resolve("service.yaml");
        String written = Files.readString(service);
        Files.writeString(service, written + "# ours\n");
        Run refused = write("sentences", folder, List.of());
        assertThat(refused.status()).isOne();
        assertThat(refused.err()).contains("has other content in service.yaml", "--overwrite");
        assertThat(Files.readString(service)).endsWith("# ours\n");
        assertThat(write("sentences", folder, List.of("--overwrite")).status()).isZero();
        assertThat(Files.readString(service)).isEqualTo(written);
    }

    @Test
    void withoutAProfile_berthBenchIsNamed() {
        Run run =
                RenderedManifests.run(
                        List.of(
                                example("sentences").toString(),
                                "--output",
                                folder.toString(),
                                "--rate",
                                "500/s",
                                "--p99",
                                "50ms",
                                "--image",
                                "registry.example/models:1",
                                "--memory",
                                "1M",
                                "--name",
                                "unmeasured"));
        // A developer's own profile may lie in the example.
        if (!Files.exists(example("sentences").resolve(".berth/profiles"))) {
            assertThat(run.status()).isOne();
            assertThat(run.err()).contains("no profile of 'sentences'", "berth bench");
        }
    }

    @Test
    void models_sharedByReplicas_needTheMemoryOfTheFullest() throws IOException {
        Path system = folder.resolve("many-models");
        copy(example("many-models"), system);
        Path profiles = Files.createDirectories(system.resolve(".berth/profiles"));
        String format = Files.readString(example("sign-reader").resolve(PROFILE));
        try (Stream<Path> models = Files.list(system.resolve("models"))) {
            for (Path model : models.toList()) {
                String name = model.getFileName().toString();
                Files.writeString(
                        profiles.resolve(name + ".json"),
                        format.replace("\"model\":\"sign-reader\"", "\"model\":\"" + name + "\"")
                                .replace("\"memoryBytes\":null,", "\"memoryBytes\":104857600,"));
            }
        }
        List<String> load =
                List.of(
                        system.toString(),
                        "--rate=drive=500/s",
                        "--p99=50ms",
                        "--measured=" + MEASURED,
                        "--image=registry.example/models:1",
                        "--min-replicas=4");
        String all = deployment(load, "all");
        String shared = deployment(load, "shared", "--model-copies=2");

        assertThat(all).contains("models 800 MiB", "memory: 1600Mi").doesNotContain("on-demand");
        // Four of the eight models on average, seven on the fullest.
        assertThat(shared)
                .contains(
                        "models 700 MiB",
                        "--load-policy=on-demand",
                        "- --model-memory-limit=" + 700 * (1 << 20));
        assertThat(RenderedManifests.run(with(load, "x", "--model-copies=2", "--memory=1G")).err())
                .contains("--memory beside --model-copies");
        assertThat(RenderedManifests.run(with(load, "x", "--model-copies=0")).err())
                .contains("--model-copies");
    }

    private String deployment(List<String> load, String into, String... further)
            throws IOException {
        Run run = RenderedManifests.run(with(load, into, further));
        assertThat(run.status()).as(run.err()).isZero();
        return Files.readString(folder.resolve(into).resolve("deployment.yaml"))
                .replaceAll("\\s*\\n\\s*#\\s*", " ");
    }

    private List<String> with(List<String> load, String into, String... further) {
        List<String> words = new ArrayList<>(load);
        words.addAll(List.of("--output", folder.resolve(into).toString()));
        words.addAll(List.of(further));
        return words;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void wrongOptions_areProblems_withARemedy() {
        assertProblem(
                List.of("--image", "registry.example/models:latest"), "a tag other than latest");
        assertProblem(List.of("--keda"), "--prometheus null");
        assertProblem(List.of("--keda", "--fixed"), "more than one of");
        assertProblem(List.of("--gateway", "public"), "--hostname null");
        assertProblem(List.of("--hostname", "a.example"), "--hostname without --gateway");
        assertProblem(List.of("--namespace", "Not_A_Name"), "--namespace 'Not_A_Name'");
        assertProblem(List.of("--headroom", "lots"), "--headroom 'lots' (expected: a share");
        assertProblem(List.of("--cpu", "0"), "--cpu '0' (expected: 1 or more)");
        assertProblem(List.of("--rate", "sentense=1/s"), "write sentences");
        assertProblem(List.of("--rate", "sentences=1/s"), "twice");
        assertProblem(List.of("--p99", "other=1s"), "'other', which has no --rate");
    }

    @Test
    void defaultOfMeasuredNumbers_isPrintedInTheComments() throws IOException {
        write("sentences", folder, List.of());
        assertThat(Files.readString(folder.resolve("deployment.yaml")).replaceAll("\n *# ", " "))
                .contains("mean 9 ms, p99 12 ms, peak 250/s on 2 processors")
                .contains("r = 149.9/s, where C = 0.4493 and p99 = 12 + 38 = 50 ms")
                .contains("(server 256 + requests in flight 128 + models 44 MiB)");
    }

    private void assertProblem(List<String> options, String message) {
        List<String> arguments = new ArrayList<>(options);
        Run run = write("sentences", folder.resolve("problem"), arguments);
        assertThat(run.status()).as("%s", options).isNotZero();
        assertThat(run.err()).contains(message);
        assertThat(folder.resolve("problem")).doesNotExist();
    }

    private static Run write(String name, Path folder, List<String> further) {
        String service =
                EXAMPLES.stream()
                        .filter(each -> each.startsWith(name + "="))
                        .map(each -> each.substring(name.length() + 1))
                        .findFirst()
                        .orElseThrow();
        assertThat(MEASURED).contains("processors=2");
        return RenderedManifests.write(example(name), service, folder, further);
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
