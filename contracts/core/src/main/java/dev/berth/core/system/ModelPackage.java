package dev.berth.core.system;

import dev.berth.core.ModelReference;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The description of one version of one model, as `model.yaml` has it.
///
/// @param directory the folder of `model.yaml`
/// @param summary what the model does, in a sentence
/// @param license SPDX identifier of the model's licence
/// @param owner the team responsible for the model, or an address
/// @param artifacts by name; without [Artifact#MODEL] the package is steps alone, those of `encode`
/// @param features what stands for inputs that callers of endpoints leave out
/// @param encode steps from the signature's inputs to the artifact's, in order; empty if they are
///   the same. Where there is no model to execute, to the signature's outputs
/// @param decode steps from the artifact's outputs to the signature's, in order; empty if they are
///   the same
/// @param session what its sessions keep between requests; empty if each request is by itself
/// @param warmUp how many predictions are made before the version serves, 0 or more
public record ModelPackage(
        ModelReference reference,
        Path directory,
        String summary,
        Optional<String> license,
        Optional<String> owner,
        Map<String, Artifact> artifacts,
        RuntimeSettings runtime,
        Signature signature,
        PackageFeatures features,
        List<StepDescription> encode,
        List<StepDescription> decode,
        BatchPolicy batch,
        ModelLimits limits,
        Optional<SessionSettings> session,
        int warmUp) {

    public ModelPackage {
        // In the order in which they were written, which is the order of fetching and of messages.
        artifacts = Collections.unmodifiableMap(new LinkedHashMap<>(artifacts));
        encode = List.copyOf(encode);
        decode = List.copyOf(decode);
        if (!artifacts.containsKey(Artifact.MODEL) && (encode.isEmpty() || !decode.isEmpty())) {
            throw new IllegalArgumentException(
                    "artifacts "
                            + artifacts.keySet()
                            + " with "
                            + encode.size()
                            + " steps before and "
                            + decode.size()
                            + " after (expected: one named 'model', or steps before alone)");
        }
        if (warmUp < 0) {
            throw new IllegalArgumentException("warm-up: " + warmUp + " (expected: >= 0)");
        }
    }

    /// Whether there is nothing for an engine to execute: the encoder is all of it.
    public boolean isStepsAlone() {
        return !artifacts.containsKey(Artifact.MODEL);
    }

    /// The same package, executed otherwise.
    public ModelPackage with(RuntimeSettings otherRuntime, BatchPolicy otherBatch) {
        return with(otherRuntime, otherBatch, limits);
    }

    /// The same package, executed otherwise and within other limits.
    public ModelPackage with(
            RuntimeSettings otherRuntime, BatchPolicy otherBatch, ModelLimits otherLimits) {
        return new ModelPackage(
                reference,
                directory,
                summary,
                license,
                owner,
                artifacts,
                otherRuntime,
                signature,
                features,
                encode,
                decode,
                otherBatch,
                otherLimits,
                session,
                warmUp);
    }
}
