package dev.berth.endpoint.compile;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import dev.berth.features.online.OnlineFeatureReader;
import java.util.Optional;

/// Resolver of the signatures of models and endpoints.
public interface SignatureResolver {
    /// Of a model.
    ///
    /// @param version empty for the latest
    /// @throws ProblemException `model-not-found`, `model-version-not-found` or `model-not-ready`
    Signature model(ModelName name, Optional<ModelVersion> version);

    /// Of an endpoint.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    Signature endpoint(EndpointName name);

    /// Of a model of other servers.
    ///
    /// @throws ProblemException with the reason if it cannot be found out
    Signature remote(Callee.Remote callee);

    /// The features that a model's package declares.
    ///
    /// @throws ProblemException as [#model]
    PackageFeatures features(ModelName name, Optional<ModelVersion> version);

    /// From where features are read.
    OnlineFeatureReader featureReads();

    /// Whether an endpoint and all that it calls give equal answers to equal records, as far as
    /// their files say.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    boolean isDeterministic(EndpointName name);

    /// Of whichever it is.
    default Signature of(Callee callee) {
        return switch (callee) {
            case Callee.Model(var name, var version) -> model(name, version);
            case Callee.Endpoint(var name) -> endpoint(name);
            case Callee.Remote remote -> remote(remote);
        };
    }
}
