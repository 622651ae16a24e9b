package dev.berth.cli;

import dev.berth.catalog.PackageWriter;
import dev.berth.core.Excerpt;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.serving.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A model file without a package, and the system that is written around it.
///
/// @param file the model's file
/// @param name the model's name
/// @param version the version that the package gets
/// @param system the directory of the system, which need not exist
record BareModel(Path file, ModelName name, ModelVersion version, Path system) {
    static final String VERSION_DEFAULT = "1";

    /// The model of a file that is there.
    ///
    /// @param name empty to name the model after its file
    /// @param system empty for `./<name>-system`
    /// @throws ProblemException `usage` if there is no such file
    static BareModel of(
            Path file, Optional<String> name, ModelVersion version, Optional<Path> system) {
        if (!Files.isRegularFile(file)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no file '" + Excerpt.of(file.toString()) + "' (expected: an ONNX model)",
                    "name a file that exists");
        }
        ModelName model = ModelName.of(name.orElseGet(() -> nameOf(file)));
        return new BareModel(file, model, version, system.orElse(Path.of(model + "-system")));
    }

    /// The file's name without its extension, with `-` for what a name cannot have.
    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        String allowed = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[._-]+", "");
        return allowed.isEmpty() ? "model" : allowed;
    }

    /// The folder that the package has or gets.
    Path folder() {
        return system.resolve("models").resolve(name.value()).resolve(version.value());
    }

    /// Reads the signature from the file and writes the package, and `berth.yaml` where there is
    /// none; gives the path of `model.yaml`.
    ///
    /// @throws ProblemException `artifact-unloadable` if the engine refuses the file,
    ///   `package-invalid` if the folder exists
    Path write() throws IOException {
        Path description =
                PackageWriter.write(
                        system, ModelFile.describe(new ModelReference(name, version), file));
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
