package dev.berth.serving.execution;

import dev.berth.core.signature.TensorSpec;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayList;
import java.util.List;

/// Selection of the inputs of an artifact: everything that the artifact requires, and those of its
/// optional inputs for which signature or encoder give a tensor of the same name. The others keep
/// the values that the artifact has for them.
public record ArtifactInputs(List<TensorSpec> required, List<TensorSpec> optional) {

    public ArtifactInputs {
        required = List.copyOf(required);
        optional = List.copyOf(optional);
    }

    /// What a package feeds an artifact.
    ///
    /// @param encoded what is there when the artifact runs
    public static ArtifactInputs of(LoadedArtifact artifact, List<TensorSpec> encoded) {
        List<String> names = encoded.stream().map(TensorSpec::name).toList();
        return new ArtifactInputs(
                artifact.inputs(),
                artifact.optionalInputs().stream()
                        .filter(input -> names.contains(input.name()))
                        .toList());
    }

    /// Both, in the order in which an execution takes them.
    public List<TensorSpec> all() {
        List<TensorSpec> all = new ArrayList<>(required);
        all.addAll(optional);
        return all;
    }
}
