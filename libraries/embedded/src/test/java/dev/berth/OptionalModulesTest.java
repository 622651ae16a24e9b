package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureReference;
import dev.berth.features.online.FeatureQuery;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.FeatureDefinitionsBuilder;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of systems that need modules absent from this class path: a feature store, and a client.
final class OptionalModulesTest {
    @TempDir private Path system;

    @BeforeEach
    void write() throws IOException {
        new SystemBuilder(system)
                .with(
                        "m",
                        PackageBuilder.onnx(OnnxModels.optionalInput())
                                .batch("N")
                                .input("x", "float32", "[N, 1]")
                                .output("y", "float32", "[N, 1]"));
    }

    private void endpoint(String name, String text) throws IOException {
        Files.writeString(
                Files.createDirectories(system.resolve("endpoints")).resolve(name + ".yaml"), text);
    }

    private static Problem problem(Berth berth, String endpoint) {
        try {
            berth.endpoint(endpoint).predict(Map.of());
        } catch (ProblemException e) {
            return e.problem();
        }
        throw new AssertionError("endpoint " + endpoint + " answered");
    }

    @Test
    void features_withoutTheirStore_nameTheArtifactToAdd() throws IOException {
        String visits =
                new FeatureDefinitionsBuilder()
                        .entity("place", "string")
                        .source("visits", "csv: visits.csv", "at: timestamp, place: string")
                        .view(
                                "visited@1",
                                "visits",
                                "place: place",
                                "count: {aggregate: count, window: unbounded, meaning: how often}")
                        .text();
        new SystemBuilder(system).write("features/visits.yaml", visits);
        endpoint(
                "counted",
                """
                summary: How often
                steps:
                  known: {features: {visits: "visited@1:count"}}
                outputs:
                  visits: known.visits
                """);
        endpoint("plain", "summary: Plain\nsteps: {it: {model: m}}\n");
        try (var berth = Berth.open(system)) {
            assertThat(problem(berth, "counted").toString())
                    .contains("feature store", "dev.berth:berth-feature-store");
            assertThat(berth.endpoint("plain").predict(Map.of("x", List.of(1f)))).isNotEmpty();
            var query =
                    FeatureQuery.of(
                            List.of(FeatureReference.parse("visited@1:count")),
                            Map.of("place", List.of("p")),
                            Optional.empty());
            assertThatThrownBy(() -> berth.features().read(query))
                    .hasMessageContaining("feature store");
        }
    }

    @Test
    void stepOfAnotherServer_withoutTheClient_namesTheArtifactToAdd() throws IOException {
        Files.writeString(
                system.resolve("berth.yaml"),
                "name: test\nremotes: {there: {servers: [\"127.0.0.1:1\"]}}\n");
        endpoint("far", "summary: Far\nsteps: {it: {remote: there/m}}\n");
        try (var berth = Berth.open(system)) {
            assertThat(problem(berth, "far").toString())
                    .contains("there/m", "dev.berth:berth-remote");
            assertThat(berth.model("m").predict(Map.of("x", List.of(1f)))).isNotEmpty();
        }
    }

    /// A class path whose service file names a class of another version.
    @Test
    void module_ofAnotherVersion_isToldWithItsCauseAndTheBillOfMaterials() throws Exception {
        Path services = Files.createDirectories(system.resolve("other/META-INF/services"));
        Files.writeString(
                services.resolve("dev.berth.endpoint.execution.Remotes$Source"), "gone.Client\n");
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        URI folder = system.resolve("other").toUri();
        try (var mixed = new URLClassLoader(new java.net.URL[] {folder.toURL()}, usual)) {
            thread.setContextClassLoader(mixed);
            assertThatThrownBy(() -> Berth.open(system, ServingOptions.defaults()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problem().toString())
                                            .contains(
                                                    "class path does not fit",
                                                    "gone.Client",
                                                    "dev.berth:berth-bom"));
        } finally {
            thread.setContextClassLoader(usual);
        }
    }
}
