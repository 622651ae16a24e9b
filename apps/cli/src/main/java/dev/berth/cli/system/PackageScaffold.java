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

/// A model file without a package, and the system that is written around it.
///
/// @param file the model's file
/// @param name the model's name
/// @param version the version that the package gets
/// @param system the directory of the system, which need not exist
public record PackageScaffold(Path file, ModelName name, ModelVersion version, Path system) {
    public static final String VERSION_DEFAULT = "1";

    /// The model of a file that is there.
    ///
    /// @param name empty to name the model after its file
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

    /// The file's name without its extension, with `-` for what a name cannot have.
    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        String allowed = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[._-]+", "");
        return allowed.isEmpty() ? "model" : allowed;
    }

    /// The folder that the package has or gets.
    public Path folder() {
        return system.resolve("models").resolve(name.value()).resolve(version.value());
    }

    /// The same file as the version that a package already has it as; empty if none has it.
    public Optional<PackageScaffold> packaged() throws IOException {
        for (ModelVersion each : versions().reversed()) {
            var other = new PackageScaffold(file, name, each, system);
            if (other.hasFile()) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    /// The same file as the version after all that there are.
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

    /// The versions that have a folder, in their order.
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

    /// Whether the package's folder has the file's content, and, where it has files that lie beside
    /// the file as well, theirs.
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

    /// Reads the signature from the file and writes the package, and `berth.yaml` where there is
    /// none; gives the path of `model.yaml`.
    ///
    /// @throws ProblemException `artifact-load-failed` if the engine refuses the file,
    ///   `package-invalid` if the folder exists
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
