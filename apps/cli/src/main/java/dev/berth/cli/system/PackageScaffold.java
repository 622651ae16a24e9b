package dev.berth.cli.system;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.model.PackageDraft;
import dev.berth.catalog.model.PackageWriter;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.serving.loading.ModelFileInspector;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Scaffold of a system around a model file without a package.
///
/// @param file the model file
/// @param name of the model
/// @param version of the package
/// @param system its directory, which need not exist
public record PackageScaffold(Path file, ModelName name, ModelVersion version, Path system) {
    public static final String VERSION_DEFAULT = "1";

    /// Creates the scaffold of an existing file.
    ///
    /// @param name empty to derive it from the file name
    /// @param system empty for `./<name>-system`
    /// @throws ProblemException `usage` if there is no such file
    public static PackageScaffold of(
            Path file, Optional<String> name, ModelVersion version, Optional<Path> system) {
        DeniedAccess.refuse(file, ProblemCode.USAGE);
        if (!Files.isRegularFile(file)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no file '" + SanitizedText.of(file.toString()) + "' (expected: an ONNX model)",
                    "name a file that exists");
        }
        ModelName model = ModelName.of(name.orElseGet(() -> nameOf(file)));
        return new PackageScaffold(file, model, version, system.orElse(Path.of(model + "-system")));
    }

    /// The file name without its extension, with `-` for invalid characters.
    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        String allowed = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[._-]+", "");
        return allowed.isEmpty() ? "model" : allowed;
    }

    /// The directory of the package.
    public Path folder() {
        return system.resolve("models").resolve(name.value()).resolve(version.value());
    }

    /// The scaffold with the version of an existing package of this file; empty if there is none.
    public Optional<PackageScaffold> packaged() throws IOException {
        for (ModelVersion each : versions().reversed()) {
            var other = new PackageScaffold(file, name, each, system);
            if (other.hasFile()) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /// The scaffold with the version after all existing ones.
    public PackageScaffold asNextVersion() throws IOException {
        BigInteger last =
                versions().stream()
                        .map(ModelVersion::value)
                        .filter(each -> each.matches("\\d+"))
                        .map(BigInteger::new)
                        .max(Comparator.naturalOrder())
                        .orElse(BigInteger.ZERO);
        return new PackageScaffold(
                file, name, ModelVersion.of(last.add(BigInteger.ONE).toString()), system);
    }

    /// The versions with a directory, in their order.
    public List<ModelVersion> versions() throws IOException {
        List<ModelVersion> versions = new ArrayList<>();
        Path model = system.resolve("models").resolve(name.value());
        if (Files.isDirectory(model)) {
            try (Stream<Path> folders = Files.list(model)) {
                folders.filter(Files::isDirectory)
                        .map(folder -> String.valueOf(folder.getFileName()))
                        .filter(folder -> !folder.startsWith("."))
                        .map(ModelVersion::of)
                        .sorted()
                        .forEach(versions::add);
            }
        }
        return versions;
    }

    /// Whether the package contains the same content, including the files beside the model file
    /// that it has too.
    private boolean hasFile() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder())) {
            files = all.filter(Files::isRegularFile).toList();
        }
        boolean found = false;
        for (Path each : files) {
            Path beside = file.resolveSibling(folder().relativize(each).toString());
            if (Files.mismatch(each, file) < 0) {
                found = true;
            } else if (!each.getFileName().equals(file.getFileName())
                    && !each.endsWith("model.yaml")
                    && Files.isRegularFile(beside)
                    && Files.mismatch(each, beside) >= 0) {
                return false;
            }
        }
        return found;
    }

    /// Reads the signature from the file and writes the package, and `berth.yaml` if it is missing;
    /// returns the path of `model.yaml`.
    ///
    /// @throws ProblemException `artifact-load-failed` if the engine rejects the file,
    ///   `package-invalid` if the directory exists
    public Path write() throws IOException {
        PackageDraft described =
                ModelFileInspector.describe(new ModelReference(name, version), file);
        Path description = PackageWriter.write(system, described);
        Path systemFile = system.resolve("berth.yaml");
        if (!Files.exists(systemFile)) {
            Files.writeString(systemFile, "name: " + systemName() + "\n");
        }
        return description;
    }

    private String systemName() {
        return "\"" + name + "\"";
    }
}
