package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.TransferProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemFilesTest {
    private static final String MODEL =
            """
            summary: a model
            artifacts:
              model:
                source: model.onnx
            signature:
              batch: N
              inputs:
                - {name: x, type: float32, shape: [N, 16], meaning: a number, unit: "1", range: {min: 0, max: 1}}
              outputs:
                - {name: y, type: float32, shape: [N, 3], meaning: a number, unit: "1", range: {min: 0, max: 1}}
            """;

    @TempDir Path folder;

    private Path system() throws IOException {
        Path system = folder.resolve("system");
        write("berth.yaml", "name: sample\nsummary: a system\n");
        write("models/m/1/model.yaml", MODEL);
        write("models/m/1/model.onnx", "one");
        write("models/m/2/model.yaml", MODEL);
        write("models/m/2/model.onnx", "two");
        write("models/m/2/.hidden", "x");
        write("data/training.csv", "x");
        write(".berth/profiles/m.yaml", "x");
        write(".berth/state.db", "x");
        write("secret.pem", "x");
        return system;
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("system").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Map<String, List<Path>> stage(Path system, StagingFolder staging) throws IOException {
        Catalog catalog = Catalog.open(system);
        Path cache = folder.resolve("cache");
        return new SystemFiles(
                        system, staging, cache, ArtifactStore.at(cache, TransferProgress.silent()))
                .stage(catalog, catalog.read());
    }

    @Test
    void stage_system_hasItsPartsAndProfilesAndNothingElse() throws IOException {
        var staging = new StagingFolder(folder.resolve("root"));

        stage(system(), staging);

        assertThat(
                        StagingFolder.files(staging.root()).stream()
                                .map(file -> staging.root().relativize(file).toString()))
                .containsExactly(
                        "system/.berth/profiles/m.yaml",
                        "system/berth.yaml",
                        "system/models/m/1/model.onnx",
                        "system/models/m/1/model.yaml",
                        "system/models/m/2/model.onnx",
                        "system/models/m/2/model.yaml");
    }

    @Test
    void stage_modelVersions_haveTheirOwnFiles() throws IOException {
        var staging = new StagingFolder(folder.resolve("root"));

        assertThat(stage(system(), staging))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "m@1",
                                List.of(staging.at("system/models/m/1/model.onnx")),
                                "m@2",
                                List.of(staging.at("system/models/m/2/model.onnx"))));
    }

    @Test
    void stage_systemWithAnError_isRefused() throws IOException {
        Path system = system();
        write("models/m/2/model.yaml", "summary: 7\n");

        assertThatThrownBy(() -> stage(system, new StagingFolder(folder.resolve("root"))))
                .hasMessageStartingWith("package-invalid: ");
    }
}
