package dev.berth.runtime;

import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An engine that executes artifacts. Implementations are thread-safe and found by
/// `java.util.ServiceLoader`.
public interface ModelRuntime {

    /// The name by which a package chooses this engine, such as `onnx`.
    String engine();

    /// The version of the engine beneath, for people.
    String engineVersion();

    /// Loads an artifact. Blocks for as long as the engine needs, which can be seconds.
    ///
    /// @param model the artifact's file; files that it refers to by name lie beside it
    /// @param settings the package's settings, all of which this engine understands or refuses
    /// @param pool where the tensors of the answers come from
    /// @throws ProblemException `artifact-load-failed` if the engine refuses the artifact,
    ///   `package-invalid` if it does not know a setting or a provider is not present on this
    ///   machine
    LoadedArtifact load(Path model, RuntimeSettings settings, TensorPool pool);

    /// About how much native memory the artifact will hold when it is loaded, in bytes; the size of
    /// its file unless the engine knows better. Reads file sizes and loads nothing.
    ///
    /// @throws IOException if the file cannot be read
    default long expectedBytes(Path model, RuntimeSettings settings) throws IOException {
        return Files.size(model);
    }
}
