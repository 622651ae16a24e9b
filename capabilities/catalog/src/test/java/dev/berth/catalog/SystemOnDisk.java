package dev.berth.catalog;

import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.HttpLimits;
import dev.berth.catalog.artifact.MavenSettings;
import dev.berth.catalog.artifact.MavenSettings.Network;
import dev.berth.catalog.artifact.SystemArtifacts;
import dev.berth.catalog.artifact.TransferProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A system in a temporary directory.
public final class SystemOnDisk {
    public static final String PACKAGE =
            """
            summary: Adds two numbers
            artifacts:
              model: model.onnx
            signature:
              batch: N
              inputs:
                - {name: a, type: float32, shape: [N, 2], meaning: two numbers}
              outputs:
                - {name: sum, type: float32, shape: [N], meaning: their sum}
            """;

    private final Path directory;

    public SystemOnDisk(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    public Path write(String path, String content) {
        try {
            Path file = directory.resolve(path);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a package with the artifact `model.onnx`.
    public SystemOnDisk with(String model, String version, String description) {
        String folder = "models/" + model + "/" + version + "/";
        write(folder + "model.onnx", "weights");
        write(folder + "model.yaml", description);
        return this;
    }

    public Catalog catalog() {
        return Catalog.open(directory);
    }

    /// Its artifacts, of a store without a network and without the user's repository.
    public SystemArtifacts artifacts() {
        return SystemArtifacts.of(directory, store());
    }

    private ArtifactStore store() {
        return ArtifactStore.at(
                directory.resolve(".cache"),
                TransferProgress.silent(),
                new MavenSettings(
                        Optional.of(directory.resolve(".settings.xml")),
                        Optional.of(directory.resolve(".m2")),
                        Network.OFFLINE),
                HttpLimits.defaults());
    }
}
