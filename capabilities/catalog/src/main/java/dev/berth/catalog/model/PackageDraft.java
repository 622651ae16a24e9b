package dev.berth.catalog.model;

import dev.berth.core.ModelReference;
import dev.berth.core.signature.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Metadata of a bare model file for which a package is written.
///
/// @param artifact the model's file
/// @param companions files that the model refers to by name, such as external weights; they keep
///   their paths relative to the model's file
/// @param inputs what the file takes
/// @param optional what the file takes too, and has values of its own for
/// @param outputs what the file gives
/// @param metadata what its author wrote into it; a `description` becomes the summary
public record PackageDraft(
        ModelReference reference,
        String engine,
        Path artifact,
        List<Path> companions,
        List<TensorSpec> inputs,
        List<TensorSpec> optional,
        List<TensorSpec> outputs,
        Map<String, String> metadata) {

    public PackageDraft {
        companions = List.copyOf(companions);
        inputs = List.copyOf(inputs);
        optional = List.copyOf(optional);
        outputs = List.copyOf(outputs);
        metadata = Map.copyOf(metadata);
    }
}
