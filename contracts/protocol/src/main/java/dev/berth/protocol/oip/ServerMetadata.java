package dev.berth.protocol.oip;

import java.util.List;

/// Name, version and extensions of the server.
///
/// @param extensions the names of the protocol's extensions that it offers
public record ServerMetadata(String name, String version, List<String> extensions) {
    /// The extensions whose bodies this module reads and writes.
    public static final List<String> EXTENSIONS =
            List.of(
                    "binary_tensor_data",
                    "classification",
                    "model_configuration",
                    "model_repository",
                    "model_repository(unload_dependents)",
                    "parameters",
                    "sequence",
                    "statistics");

    public ServerMetadata {
        extensions = List.copyOf(extensions);
    }
}
