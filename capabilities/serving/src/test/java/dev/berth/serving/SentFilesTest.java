package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.OverrideFile;
import dev.berth.core.system.OverrideSettings;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.VersionPolicy;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.testkit.onnx.OnnxModels;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loads of uploaded files by the engine.
class SentFilesTest {
    private static final ModelName SENT = ModelName.of("sent");

    @TempDir Path directory;

    private final CountingRuntime onnx = new CountingRuntime();

    private ModelServer open() throws Exception {
        Files.writeString(directory.resolve("berth.yaml"), "name: test\nsummary: A test\n");
        Files.createDirectories(directory.resolve("models"));
        return ModelServer.open(
                directory, new FakeSystem(directory).options().withRuntimes(List.of(onnx)));
    }

    private static ModelOverride sent(
            Optional<Integer> executors, Optional<VersionPolicy> policy, String... versions) {
        var settings =
                new OverrideSettings(
                        Optional.empty(),
                        Optional.empty(),
                        executors,
                        policy,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of());
        List<OverrideFile> files = new ArrayList<>();
        for (String version : versions) {
            files.add(
                    new OverrideFile(
                            ModelVersion.of(version),
                            "model.onnx",
                            ByteBuffer.wrap(OnnxModels.scale(3))));
        }
        return new ModelOverride(settings, files);
    }

    @Test
    void load_sentFile_loadsItOnce() throws Exception {
        try (ModelServer serving = open()) {
            serving.load(SENT, sent(Optional.empty(), Optional.empty(), "1")).join();
            assertThat(onnx.loaded).hasSize(1);

            serving.load(SENT, sent(Optional.of(2), Optional.empty(), "1", "2")).join();
            assertThat(onnx.loaded).hasSize(3);
            assertThat(serving.versions(SENT)).hasSize(2);
        }
        assertAllClosed();
    }

    @Test
    void load_versionThatIsNotToServe_isClosedAgain() throws Exception {
        var latest = new VersionPolicy.Latest(1);
        try (ModelServer serving = open()) {
            serving.load(SENT, sent(Optional.empty(), Optional.of(latest), "1", "2")).join();

            assertThat(onnx.loaded).hasSize(2);
            assertThat(serving.versions(SENT)).containsExactly(ModelVersion.of("2"));
            assertThat(onnx.loaded.getFirst().memory().totalBytes()).isZero();
        }
        assertAllClosed();
    }

    private void assertAllClosed() {
        assertThat(onnx.loaded).allMatch(artifact -> artifact.memory().totalBytes() == 0);
    }

    /// ONNX Runtime with a list of what it loaded.
    private static final class CountingRuntime implements ModelRuntime {
        private final ModelRuntime onnx =
                ServiceLoader.load(ModelRuntime.class).findFirst().orElseThrow();
        private final List<LoadedArtifact> loaded = new ArrayList<>();

        @Override
        public String engine() {
            return onnx.engine();
        }

        @Override
        public String engineVersion() {
            return onnx.engineVersion();
        }

        @Override
        public LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool) {
            LoadedArtifact artifact = onnx.load(model, settings, pool);
            loaded.add(artifact);
            return artifact;
        }
    }
}
