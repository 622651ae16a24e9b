package dev.berth.endpoint;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import java.util.Optional;

/// What models take and give, for whoever wires them.
public interface Signatures {
    /// Those of a model.
    ///
    /// @param version empty for the latest
    /// @throws ProblemException `model-not-found`, `version-not-found` or `model-not-ready`
    Signature require(ModelName name, Optional<ModelVersion> version);
}
