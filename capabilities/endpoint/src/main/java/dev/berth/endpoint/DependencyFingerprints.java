package dev.berth.endpoint;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.endpoint.graph.BoundCallee;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Fingerprints of an endpoint's dependencies. A changed fingerprint invalidates the endpoint's
/// response cache.
///
/// A model's is the digest of its package, which covers artifacts, encoders and decoders. An
/// endpoint's is its file's and that of all that it calls in turn. Features count by the versions
/// of their views; changes of an entity's values are left to the cache's time to live.
interface DependencyFingerprints {
    /// Of a model.
    ///
    /// @param version empty for the latest
    /// @throws ProblemException `model-not-found`, `model-version-not-found` or `model-not-ready`
    String model(ModelName name, Optional<ModelVersion> version);

    /// What answers for an endpoint.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    CompiledEndpoint endpoint(EndpointName name);

    /// Of all that a plan may call.
    default String of(CompiledEndpoint plan) {
        Stream<String> called =
                plan.callees()
                        .map(BoundCallee::callee)
                        .distinct()
                        .map(callee -> callee + "=" + of(callee));
        Stream<String> read =
                plan.reads()
                        .flatMap(features -> features.prepared().views().stream())
                        .distinct()
                        .map(view -> "features " + view);
        return Stream.concat(called, read).sorted().collect(Collectors.joining(";"));
    }

    private String of(Callee callee) {
        try {
            return switch (callee) {
                case Callee.Model(var name, var version) -> model(name, version);
                // What others do with their models is not known here.
                case Callee.Remote remote -> "elsewhere";
                case Callee.Endpoint(var name) -> {
                    CompiledEndpoint plan = endpoint(name);
                    yield plan.reference() + "(" + of(plan) + ")";
                }
            };
        } catch (ProblemException e) {
            // Nothing answers, so there is nothing to keep.
            return "none";
        }
    }
}
