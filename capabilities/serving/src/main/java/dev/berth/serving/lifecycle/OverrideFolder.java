package dev.berth.serving.lifecycle;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.model.PackageWriter;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.OverrideFile;
import dev.berth.core.system.OverrideSettings;
import dev.berth.serving.loading.InstanceLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The packages of files that were sent, on disk: a small system of their own, in a folder that no
/// other thread reads. Its descriptions are those that `berth init` writes of bare files.
///
/// @param directory the folder, which goes with [#delete()]
/// @param entries its packages, in the order of versions
record OverrideFolder(Path directory, List<PackageEntry> entries) {
    private static final Logger LOG = LoggerFactory.getLogger(OverrideFolder.class);
    private static final String USUAL_NAME = "model.onnx";

    OverrideFolder {
        entries = List.copyOf(entries);
    }

    /// Writes the files and their descriptions. If that fails, nothing stays; otherwise the models
    /// are loaded ahead, for [InstanceLoader#load] to take.
    ///
    /// @param root where folders of overrides lie
    /// @throws ProblemException `parameter-invalid` if a version has no model, or one that the
    ///   engine refuses; `artifact-unavailable` if files cannot be written
    static OverrideFolder write(
            Path root, ModelName model, ModelOverride override, InstanceLoader loader) {
        Path directory = root.resolve(UUID.randomUUID().toString());
        try {
            Set<ModelVersion> versions = new TreeSet<>();
            for (OverrideFile file : override.files()) {
                versions.add(file.version());
                write(folder(directory, model, file.version()).resolve(file.name()), file);
            }
            for (ModelVersion version : versions) {
                describe(
                        new ModelReference(model, version),
                        folder(directory, model, version),
                        override.settings(),
                        loader);
            }
            Models written = Catalog.open(directory).read().part(Models.class);
            return new OverrideFolder(directory, written.packages());
        } catch (IOException e) {
            loader.closeAhead(directory);
            discard(directory);
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_UNAVAILABLE,
                            "the files of model '" + model + "' cannot be kept: " + e,
                            "look at the permissions and free space of " + root),
                    e);
        } catch (RuntimeException e) {
            loader.closeAhead(directory);
            discard(directory);
            throw e;
        }
    }

    private static Path folder(Path directory, ModelName model, ModelVersion version) {
        return directory.resolve("models").resolve(model.value()).resolve(version.value());
    }

    private static void write(Path path, OverrideFile file) throws IOException {
        Files.createDirectories(path.getParent());
        ByteBuffer content = file.content().duplicate();
        try (var channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
        }
    }

    private static void describe(
            ModelReference reference, Path folder, OverrideSettings settings, InstanceLoader loader)
            throws IOException {
        Path file = folder.resolve(settings.modelFile().orElseGet(() -> usualName(folder)));
        if (!Files.exists(file)) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "no file:"
                            + reference.version()
                            + "/"
                            + file.getFileName()
                            + " (expected: the model of version "
                            + reference.version()
                            + ")",
                    "send it under this name, or give another in config.default_model_filename");
        }
        Files.writeString(
                folder.resolve(PackageEntry.FILE_NAME),
                PackageWriter.describe(loader.describe(reference, file, settings.executors())));
    }

    /// The only ONNX file, or else the name that Triton expects.
    private static String usualName(Path folder) {
        String[] names = folder.toFile().list((parent, name) -> name.endsWith(".onnx"));
        return names != null && names.length == 1 ? names[0] : USUAL_NAME;
    }

    /// Removes the folder. An engine has read what it needs of it when the model is ready.
    void delete() {
        discard(directory);
    }

    /// Removes a folder of overrides, or all of them. What cannot be removed is not used again.
    static void discard(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} stays behind; remove it: {}", directory, e.toString());
        }
    }
}
