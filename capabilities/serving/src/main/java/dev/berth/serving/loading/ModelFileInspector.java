package dev.berth.serving.loading;

import dev.berth.catalog.model.PackageDraft;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/// Inspector of an ONNX file without a package: finds all that a package of it needs.
public final class ModelFileInspector {
    static final String ENGINE = "onnx";

    private ModelFileInspector() {}

    /// Loads the file once, to inspect it. Blocks meanwhile.
    ///
    /// @param reference name and version of the model
    /// @throws ProblemException `artifact-load-failed` if the engine refuses the file
    public static PackageDraft describe(ModelReference reference, Path file) throws IOException {
        ModelRuntime runtime =
                ServiceLoader.load(ModelRuntime.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(engine -> engine.engine().equals(ENGINE))
                        .findFirst()
                        .orElseThrow();
        try (LoadedArtifact artifact =
                runtime.load(file, RuntimeSettings.of(ENGINE), new TensorPool())) {
            return describe(reference, file, artifact);
        }
    }

    /// @param artifact the file, loaded
    static PackageDraft describe(ModelReference reference, Path file, LoadedArtifact artifact)
            throws IOException {
        return new PackageDraft(
                reference,
                ENGINE,
                file,
                WeightFileNames.beside(file),
                artifact.inputs(),
                artifact.optionalInputs(),
                artifact.outputs(),
                artifact.metadata());
    }
}
